"""What time makes happen to mail that came in: what was kept but not read is queued again."""

from datetime import datetime

from service.core.queue import later
from service.inbox import queries


def due(_now: datetime) -> None:
    for inbound_id in queries.untouched():
        later("receive", inbound_id)
