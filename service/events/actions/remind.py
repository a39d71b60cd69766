"""Whoever is coming is reminded, so that a seat they cannot use goes to somebody who can."""

from datetime import datetime

from service.core import tokens, trail
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.events import letters, queries, rules
from service.events.actions.call_off import OVER
from service.events.actions.change import locked
from service.events.models import Event
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras

SAY_IT = _l("Write what they should know.")


def inform(event: Event, message: str, cause: Cause) -> int:
    """What whoever comes should know, in the manager's words. The same words go out once each."""
    event = locked(event)
    if event.state not in rules.OPEN or event.is_over:
        raise Refusal("events.over", OVER, status=409)
    message = message.strip()
    if not message:
        raise Refusal("events.practical", SAY_IT, field="message")
    mark = tokens.digest(message)[:16]
    went = 0
    for registration in queries.with_address(event, ("held", "confirmed")):
        once = Extras(once=f"practical:{registration.id}:{mark}")
        about = About("events", registration.id)
        letter = letters.practical(registration, message)
        went += outbox.post(letter, registration.who, about, once) is not None
    trail.note(event, event.state, "informed", cause)
    return went


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
