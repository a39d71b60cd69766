"""What time makes of mail that came in: unread it is queued again, old it loses its words."""

from datetime import datetime

from service.core.queue import later
from service.inbox import actions, queries

HOURLY = 7  # the minute of each hour at which old mail loses its words


def due(now: datetime) -> None:
    for inbound_id in queries.untouched():
        later("receive", inbound_id)
    if now.minute == HOURLY:
        actions.forget(now)
