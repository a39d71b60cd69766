"""What time makes of mail that came in: unread it is queued again, old it loses its words."""

from datetime import datetime

from service.core.due import each
from service.core.queue import later
from service.inbox import actions, queries

MORNING = 10  # minutes after the hour in which the morning mail leaves, once
HOURLY = 7  # the minute of each hour at which old mail loses its words


def due(now: datetime) -> None:
    for inbound_id in queries.untouched():
        later("receive", inbound_id)
    if now.minute == HOURLY:
        actions.forget(now)
    if now.minute < MORNING:
        each(queries.staff_with_mail(now), actions.tell_the_morning)
