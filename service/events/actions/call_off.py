"""An event is called off: everybody concerned hears so once, and nothing else after it."""

from service.core import trail
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.events import letters, queries, rules
from service.events.actions.change import locked, move_event
from service.events.models import Event, Registration
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras

OVER = _l("The event is over or called off already.")


def call_off(event: Event, reason: str, cause: Cause) -> int:
    """How many are told. Their registrations stand as they stood: nobody gave a seat up."""
    event = locked(event)
    if event.state not in (*rules.KNOWN, *rules.OPEN) or event.is_over:
        raise Refusal("events.over", OVER, status=409)
    event.called_off = " ".join(reason.split())[:500]
    event.sequence += 1
    move_event(event, "cancelled", Cause(cause.how, cause.who, event.called_off))
    concerned = [row for row in queries.rows(event, rules.TOLD) if row.person is not None]
    outbox.withdraw("events", [row.id for row in concerned], "called_off")
    for row in concerned:
        tell(row)
    return len(concerned)


def tell(registration: Registration) -> None:
    """With a calendar file that takes the entry out, for whoever had one."""
    asked = registration.state in rules.INVITED and registration.event.starts_at is not None
    had_entry = asked or registration.confirmed_at is not None
    calendar = letters.withdrawal(registration) if had_entry else None
    letter = letters.called_off(registration, calendar=had_entry)
    once = Extras(once=f"called-off:{registration.id}", calendar=calendar)
    outbox.post(letter, registration.who, About("events", registration.id), once)
    trail.note(registration, registration.state, "called_off", Cause("timer", why="the event"))
