"""Whoever is coming is reminded, so that a seat they cannot use goes to somebody who can."""

from datetime import datetime

from service.events import letters, queries, rules
from service.events.actions.change import locked
from service.events.models import Event
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras


def remind(event: Event, hours: int, now: datetime) -> None:
    """To each with a seat, `hours` before the start; not to who has only just said yes."""
    event = locked(event)
    if event.state not in rules.OPEN or event.reminder_due(now) != hours:
        return
    event.reminded = hours
    for registration in queries.confirmed_before(event, now - rules.FRESH):
        once = Extras(once=f"reminder:{registration.id}:{event.sequence}:{hours}")
        about = About("events", registration.id)
        outbox.post(letters.reminder(registration), registration.who, about, once)
