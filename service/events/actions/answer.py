"""Yes and no, from the person by button or mail, or from a host who was told."""

from typing import Literal

from service.contacts import actions as contacts
from service.core import clock, trail
from service.core.trail import Cause
from service.events import letters, queries, rules
from service.events.actions import asking, seats, tracks
from service.events.actions.change import PLAIN, Receipt, held_still, move, tell
from service.events.actions.registration import note_wish, welcome
from service.events.models import Registration
from service.members import actions as members

Standing = Literal[
    "in",
    "in_already",
    "waiting",
    "waiting_already",
    "over",
    "closed",
    "called_off",
    "asked",
    "noted",
]
OWN_WORD = ("link", "reply")  # only these prove that the person reads mail at the address


def accept(registration: Registration, cause: Cause, receipt: Receipt = PLAIN) -> Standing:
    """A yes, wherever they stand: how they stand now."""
    event = held_still(registration)
    if event.state == "cancelled":
        return "called_off"
    if event.state in rules.KNOWN:
        return note_interest(registration, cause)
    if event.is_over or event.state not in rules.OPEN:
        return "over"
    if registration.state == "asked":
        return "asked"
    if registration.state in ("held", "offered"):
        seat(registration, cause, receipt)
        return "in"
    if registration.state == "confirmed" and registration.asks_more and not receipt.unseen:
        believe(registration, cause, receipt)
        assure(registration, receipt)
        return "in"
    if registration.state in (*rules.GIVEN_UP, *rules.INVITED):
        return come_back(registration, cause, receipt)
    return "waiting_already" if registration.state == "waitlisted" else "in_already"


def confirm(registration: Registration, cause: Cause, receipt: Receipt = PLAIN) -> bool:
    """The held or offered seat is theirs. A second time changes nothing and sends nothing."""
    held_still(registration)
    if registration.state not in ("held", "offered"):
        return False
    seat(registration, cause, receipt)
    return True


def cancel(registration: Registration, cause: Cause, receipt: Receipt = PLAIN) -> bool:
    """They are not coming: a receipt with the way back, and the seat goes on."""
    event = held_still(registration)
    gone = event.state == "cancelled"
    if gone or registration.state not in rules.TOLD:
        return False
    if registration.state in rules.INVITED:
        return decline(registration, cause, receipt)
    was_in = registration.state == "confirmed"
    move(registration, "cancelled", cause)
    registration.confirmed_at = None
    registration.sequence += 1
    asking.forget_needs_of(registration)
    if registration.person is not None:
        calendar = letters.withdrawal(registration) if was_in else None
        tell(registration, letters.cancelled(registration), calendar=calendar, receipt=receipt)
    tracks.leave(registration, cause)
    seats.pass_on(event, cause)
    return True


def decline(registration: Registration, cause: Cause, receipt: Receipt) -> bool:
    """No to an invitation, or to a date we told of: thanks, and the way back."""
    had_entry = registration.event.starts_at is not None
    move(registration, "declined", cause)
    registration.sequence += 1
    calendar = letters.withdrawal(registration) if had_entry else None
    tell(registration, letters.declined(registration), calendar=calendar, receipt=receipt)
    return True


def note_interest(registration: Registration, cause: Cause) -> Standing:
    """They would like to come, and cannot sign up yet: the invitation will reach them."""
    if registration.state == "declined":
        move(registration, "saved", cause)
    else:
        trail.note(registration, registration.state, "keen", cause)
    return "noted"


def hesitate(registration: Registration, cause: Cause, receipt: Receipt = PLAIN) -> bool:
    """They do not know yet. Nothing moves: what waits for their answer waits as long as it did."""
    held_still(registration)
    if registration.state not in ("held", "offered"):
        return False
    trail.note(registration, registration.state, "maybe", cause)
    tell(registration, letters.maybe(registration), receipt=receipt)
    return True


def bring(registration: Registration, guests: int, cause: Cause, receipt: Receipt = PLAIN) -> bool:
    """So many come along with somebody who has a seat, if the event allows it and there is room."""
    event = held_still(registration)
    more = guests - registration.guests
    has_seat = registration.state in ("held", "offered", "confirmed")
    room = min(queries.free(event), tracks.room_for(registration))
    if not has_seat or guests > event.guests_most or more > room:
        return False
    if more:
        registration.guests = guests
        trail.note(registration, registration.state, f"brings {guests}", cause)
    if more and registration.state == "confirmed":
        registration.sequence += 1
        assure(registration, receipt)
    return True


def come_back(registration: Registration, cause: Cause, receipt: Receipt) -> Standing:
    """They had given up their seat, and want it after all."""
    event = registration.event
    if not event.takes_registrations:
        return "closed"
    if not welcome(event, registration):
        note_wish(registration, cause, receipt)
        return "asked"
    registration.sequence += 1
    if queries.free(event) >= registration.party:
        seat(registration, cause, receipt)
        return "in"
    believe(registration, cause, receipt)
    seats.wait(registration, cause, receipt)
    return "waiting"


def seat(registration: Registration, cause: Cause, receipt: Receipt) -> None:
    move(registration, "confirmed", cause)
    registration.confirmed_at = clock.now()
    tracks.settle(registration)
    believe(registration, cause, receipt)
    assure(registration, receipt)


def assure(registration: Registration, receipt: Receipt) -> None:
    """The receipt with the calendar file, and with the way to give the seat up."""
    calendar = letters.invitation(registration)
    tell(registration, letters.you_are_in(registration), calendar=calendar, receipt=receipt)


def believe(registration: Registration, cause: Cause, receipt: Receipt) -> None:
    """Their own yes verifies the address, and starts what else they ticked."""
    if cause.how not in OWN_WORD:
        return
    person = registration.who
    contacts.verify(person, cause)
    if receipt.unseen:
        return
    if registration.wants_newsletter:
        contacts.confirm(person, cause, cause.why)
    if registration.wants_membership:
        members.confirm(person, cause, cause.why)
    registration.wants_newsletter = registration.wants_membership = False
