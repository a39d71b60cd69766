"""What time makes of events: the queue moves, registration closes, the day is over."""

from datetime import datetime

from service.core.trail import Cause
from service.events import actions, queries


def due(now: datetime) -> None:
    timer = Cause("timer")
    for event in queries.ended(now):
        actions.end(event, timer)
    for event in queries.closing(now):
        actions.close(event, timer)
    for event in queries.waiting_events(now):
        actions.tend(event)
    for registration in queries.unseen(now):
        actions.not_seen(registration)
