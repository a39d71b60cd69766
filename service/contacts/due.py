"""What time makes of a pause: when it is over, the newsletter comes again."""

from datetime import datetime

from service.contacts import actions, queries
from service.core.due import each
from service.core.trail import Cause


def due(_now: datetime) -> None:
    over = Cause("timer", why="the pause is over")
    each(queries.due_back(), lambda subscription: actions.resume(subscription, over))
