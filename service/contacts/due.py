"""What time makes of a pause: when it is over, the newsletter comes again."""

from datetime import datetime

from service.contacts import actions, queries
from service.core.trail import Cause


def due(_now: datetime) -> None:
    for subscription in queries.due_back():
        actions.resume(subscription, Cause("timer", why="the pause is over"))
