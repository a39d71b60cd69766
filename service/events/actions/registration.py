"""Somebody asks for a seat: it is held until they say yes from the address itself."""

from typing import NamedTuple

from service.contacts import actions as contacts
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.core.words import ngettext
from service.events import letters, queries, rules
from service.events.actions import asking, seats, tracks
from service.events.actions.change import PLAIN, Receipt, locked, move, tell
from service.events.models import Event, Registration
from service.events.rules import Applicant
from service.members import actions as joining
from service.members import queries as members
from service.members.rules import MEMBERS

NOT_YET = _l("You cannot sign up yet. It stands here as soon as you can.")


class Taken(NamedTuple):
    """`room` says whether the event had a seat for anybody; it tells nothing about the person."""

    registration: Registration
    room: bool


def register(event: Event, applicant: Applicant) -> Taken:
    """Hold a seat, or a place in the queue. However often an address asks, it has one seat."""
    event = locked(event)
    if event.state in rules.KNOWN:
        raise Refusal("events.early", NOT_YET)
    if not event.takes_registrations:
        raise Refusal("events.closed", _l("Registration has closed. Nothing was sent."))
    refuse_too_many(event, applicant)
    room = queries.free(event) > applicant.guests
    person = met(event, applicant)
    registration = queries.of(event, person)
    cause = Cause("form", why=applicant.source)
    if registration is None:
        registration = add(event, person, applicant)
    ask_more(registration, applicant, cause)
    asking.answer(registration, applicant)
    prefer(registration, applicant)
    if not welcome(event, registration):
        note_wish(registration, cause)
    elif registration.state in ("new", "asked", *rules.INVITED, *rules.GIVEN_UP):
        registration.guests = applicant.guests
        take_in(registration, room, cause)
    else:
        remind(registration)
    return Taken(registration, room)


def met(event: Event, applicant: Applicant) -> Person:
    source = f"{event.title}: {applicant.source or event.community.slug}"
    person = contacts.meet(
        event.community,
        applicant.email,
        applicant.name,
        language=applicant.language,
        source=source,
    )
    contacts.works_at(person, applicant.organisation)
    return person


def add(event: Event, person: Person, applicant: Applicant) -> Registration:
    return seat_for(event, person, applicant.name, applicant.source)


def seat_for(event: Event, person: Person, name: str, source: str) -> Registration:
    """A registration that stands nowhere yet."""
    registration = Registration(
        community_id=event.community_id,
        event=event,
        person=person,
        name=" ".join(name.split())[:120],
        source=source[:200],
        state="new",
        sequence=-1,
    )
    session.add(registration)
    session.flush()
    return registration


def ask_more(registration: Registration, applicant: Applicant, cause: Cause) -> None:
    """The boxes they ticked wait for the same yes as the seat."""
    person = registration.who
    if applicant.newsletter is not None:
        asked = contacts.ask(person, applicant.newsletter)
        registration.wants_newsletter = asked.state == "requested"
    if applicant.membership is not None:
        membership = joining.interested(person, cause, applicant.membership)
        registration.wants_membership = membership.state == "interested"


def prefer(registration: Registration, applicant: Applicant) -> None:
    """The track they would like; a choice made with a confirmed seat is theirs to keep."""
    if applicant.track is None or registration.track and registration.state == "confirmed":
        return
    registration.track = queries.track(registration.event, applicant.track)
    registration.track_state, registration.track_since = "", clock.now()
    tracks.settle(registration)


def welcome(event: Event, registration: Registration) -> bool:
    """Whether they may have a seat now: anybody, or at first Pådrivere and who becomes one."""
    if not event.members_only or registration.wants_membership or registration.invited_at:
        return True
    membership = members.of(registration.who)
    known = membership is not None and membership.state in MEMBERS
    return known or registration.state in (*rules.TAKING, "waitlisted")


def refuse_too_many(event: Event, applicant: Applicant) -> None:
    if applicant.guests > event.guests_most:
        sentence = ngettext(
            "You may bring %(num)s person along.",
            "You may bring up to %(num)s people along.",
            event.guests_most,
        )
        raise Refusal("events.guests", sentence, field="guests")


def note_wish(registration: Registration, cause: Cause, receipt: Receipt = PLAIN) -> None:
    """They are told when it opens to them, and have no seat till then."""
    if registration.state != "asked":
        move(registration, "asked", cause)
    tell(registration, letters.members_first(registration), receipt=receipt)


def let_in(event: Event, cause: Cause) -> None:
    """It has opened to everybody: those who asked come first, in the order they asked."""
    for registration in queries.wishes(event):
        take_in(registration, queries.free(event) >= registration.party, cause)


def take_in(registration: Registration, room: bool, cause: Cause) -> None:
    registration.sequence += 1
    if room:
        hold(registration, cause)
    else:
        seats.wait(registration, cause)
        seats.pass_on(registration.event, cause)  # now that somebody waits, old holds may give way


def hold(registration: Registration, cause: Cause) -> None:
    move(registration, "held", cause)
    tracks.settle(registration)
    registration.held_until = rules.held_until(clock.now(), registration.event.start)
    tell(registration, letters.confirm_place(registration))


def remind(registration: Registration) -> None:
    """They asked again: the letter that fits where they stand, again."""
    state = registration.state
    if state == "held" or (state == "confirmed" and registration.asks_more):
        tell(registration, letters.confirm_place(registration))
    elif state == "confirmed":
        calendar = letters.invitation(registration)
        tell(registration, letters.you_are_in(registration), calendar=calendar)
    elif state == "offered":
        tell(registration, letters.offered(registration))
    elif state == "waitlisted":
        tell(registration, letters.waiting(registration, queries.position(registration)))
