"""What time makes happen to mail: whatever is due and in no queue is queued again."""

from datetime import datetime

from service.contacts import actions as contacts
from service.contacts import queries as people
from service.core.due import each
from service.core.queue import later
from service.outbox import actions, queries


def due(now: datetime) -> None:
    actions.revive(now)
    each(people.worn_out(), actions.probe)
    each(people.probe_passed(), contacts.well_again)
    for message_id in queries.stuck():
        later("deliver", message_id)
