"""At the door: who came, who came unannounced, and what was noted by mistake."""

from datetime import timedelta

from service.contacts import actions as contacts
from service.core import clock, trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.events import queries, rules
from service.events.actions.change import held_still, locked, move
from service.events.models import DoorAct, Event, Registration
from service.events.rules import Act


def arrive(registration: Registration, cause: Cause) -> bool:
    """They are here. False if that was noted already."""
    refuse_when_late(held_still(registration))
    if registration.state == "attended":
        return False
    move(registration, "attended", cause)
    registration.arrived_at, registration.checked_in_by = clock.now(), cause.who[:120]
    return True


def at_the_door(event: Event, act: Act, cause: Cause) -> bool:
    """What a phone tells, perhaps twice and long after. False if it counts no more."""
    event = locked(event)
    if session.get(DoorAct, (event.id, act.nonce)) is not None:
        return False
    ids = {"event_id": event.id, "community_id": event.community_id}
    session.add(DoorAct(**ids, nonce=act.nonce))
    if act.what == "walk-in":
        came = walk_in(event, act.name, act.email, cause)
        return when_it_was(came, act)
    registration = queries.registration(event, act.number)
    if registration is None:
        raise Refusal("events.door", _l("Somebody on the list was not found."), status=404)
    if act.what == "undo":
        return undo_arrival(registration, cause)
    return arrive(registration, cause) and when_it_was(registration, act)


def when_it_was(registration: Registration, act: Act) -> bool:
    """The phone knows when they came; its clock is believed within a day."""
    now = clock.now()
    if act.at is not None and now - timedelta(days=1) < act.at <= now:
        registration.arrived_at = act.at
    return True


def undo_arrival(registration: Registration, cause: Cause) -> bool:
    """Back to what they were before the mistake."""
    refuse_when_late(held_still(registration))
    if registration.state != "attended":
        return False
    move(registration, before_arrival(registration), cause)
    registration.arrived_at, registration.checked_in_by = None, ""
    return True


def before_arrival(registration: Registration) -> str:
    """A walk-in who is undone was never there."""
    arrivals = [entry for entry in trail.of(registration) if entry.after == "attended"]
    before = arrivals[-1].before if arrivals else None
    return before if before in ("held", "confirmed", "no_show") else "cancelled"


def walk_in(event: Event, name: str, email: str, cause: Cause) -> Registration:
    """Somebody at the door who is not on the list. No address needed, no list joined."""
    event = locked(event)
    refuse_when_late(event)
    name = " ".join(name.split())[:120]
    if not name:
        sentence = _l("Write the name of the person at the door.")
        raise Refusal("events.nameless", sentence, field="name")
    registration = known(event, name, email) or add(event, name)
    if registration.state != "attended":
        move(registration, "attended", cause)
        registration.arrived_at, registration.checked_in_by = clock.now(), cause.who[:120]
    return registration


def known(event: Event, name: str, email: str) -> Registration | None:
    """The registration of whoever has this address; a new one if they had none."""
    if not email.strip():
        return None
    here = event.community
    source = f"{event.title}: door"
    person = contacts.write_down(here, email, name, language=here.language, source=source)
    registration = queries.of(event, person) or add(event, name)
    registration.person = person
    return registration


def add(event: Event, name: str) -> Registration:
    registration = Registration(
        community_id=event.community_id,
        event=event,
        name=name,
        state="new",
        source="door",
        walk_in=True,
    )
    session.add(registration)
    session.flush()
    return registration


def refuse_when_late(event: Event) -> None:
    if event.state not in (*rules.OPEN, "held"):
        sentence = _l("This event is not open to visitors. Ask the host.")
        raise Refusal("events.door", sentence, status=409)
    if clock.now() > event.end + rules.CORRECTIONS:
        sentence = _l("The list is closed: attendance can be put right for thirty days.")
        raise Refusal("events.door", sentence, status=410)


def not_seen(registration: Registration) -> None:
    """Two days later they had not been seen, though the list was kept. Nobody is told."""
    held_still(registration)
    if registration.state == "confirmed":
        move(registration, "no_show", Cause("timer"))
