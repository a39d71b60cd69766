"""What time makes of events: the queue moves, registration closes, the day is over."""

from datetime import datetime
from functools import partial

from service.core.due import each
from service.core.trail import Cause
from service.events import actions, queries, rules


def due(now: datetime) -> None:
    timer = Cause("timer")
    each(queries.ended(now), lambda event: actions.end(event, timer))
    each(queries.closing(now), lambda event: actions.close(event, timer))
    each(queries.opening(now), lambda event: actions.widen(event, timer))
    each(queries.waiting_events(now), actions.tend)
    each(queries.unseen(now), actions.not_seen)
    each(queries.never_answered(now - rules.GUESTS_KEPT), actions.forget_guest)
    each(queries.events_with_old_needs(), actions.forget_needs)
    if now.minute < rules.MORNING_MINUTES:
        each(queries.with_tasks(now), actions.tell_the_plan)
    for event, hours in queries.to_remind(now):
        each([event], partial(actions.remind, hours=hours, now=now))
