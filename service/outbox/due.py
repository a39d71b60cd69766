"""What time makes happen to mail: whatever is due and in no queue is queued again."""

from datetime import datetime

from service.core.queue import later
from service.outbox import actions, queries


def due(now: datetime) -> None:
    actions.revive(now)
    for message_id in queries.stuck():
        later("deliver", message_id)
