"""A seat goes to a colleague; somebody takes part from afar."""

from datetime import timedelta

from service.contacts import actions as contacts
from service.core import clock
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.events import letters, queries, rules
from service.events.actions import asking
from service.events.actions.change import held_still, move, tell
from service.events.actions.registration import hold, seat_for
from service.events.models import Registration

NO_SEAT = _l("There is no seat of yours to give.")
YOURSELF = _l("That is your own address. Write your colleague's.")
HAS_ONE = _l("Somebody with this address has a seat already.")
NOT_NOW = _l("The way in opens an hour before it begins, and closes when it is over.")
EARLY = timedelta(hours=1)


def transfer(registration: Registration, name: str, email: str, cause: Cause) -> Registration:
    """The colleague's seat is held until they say yes themselves; who gave it is told."""
    event = held_still(registration)
    if registration.state not in ("held", "confirmed") or event.is_over:
        raise Refusal("events.transfer", NO_SEAT, status=409)
    language, source = registration.who.language, f"{event.title}: colleague"
    person = contacts.write_down(event.community, email, name, language=language, source=source)
    if person is registration.person:
        raise Refusal("events.transfer", YOURSELF, field="email")
    known = queries.of(event, person)
    if known is not None and known.state in (*rules.TAKING, "waitlisted"):
        raise Refusal("events.transfer", HAS_ONE, field="email")
    calendar = letters.withdrawal(registration) if registration.state == "confirmed" else None
    new = known or seat_for(event, person, name, "colleague")
    new.guests, new.invited_at = registration.guests, clock.now()
    new.track, new.track_state = registration.track, registration.track_state
    new.track_since, registration.track_state = registration.track_since, ""
    move(registration, "transferred", cause)
    registration.confirmed_at = None
    registration.sequence += 1
    asking.forget_needs_of(registration)
    new.sequence += 1
    hold(new, cause)
    tell(registration, letters.passed_on(registration, new.name), calendar=calendar)
    return new


def join_from_afar(registration: Registration, cause: Cause) -> str:
    """They were there, from afar; the address to go to."""
    event = held_still(registration)
    opens = event.start - EARLY
    if event.state not in rules.OPEN or not opens <= clock.now() < event.end:
        raise Refusal("events.online", NOT_NOW, status=409)
    if registration.state in ("held", "confirmed"):
        move(registration, "attended", cause)
        registration.arrived_at, registration.online = clock.now(), True
    if registration.state != "attended" or not event.online_url:
        raise Refusal("events.online", NO_SEAT, status=409)
    return event.online_url
