"""The letters about a seat, filled in from our records."""

from flask import current_app

from emails.events.called_off import CalledOff
from emails.events.cancelled import Cancelled
from emails.events.confirm_place import ConfirmPlace
from emails.events.maybe import Maybe
from emails.events.members_first import MembersFirst
from emails.events.offer_passed import OfferPassed
from emails.events.offered import Offered
from emails.events.passed_on import PassedOn
from emails.events.practical import Practical
from emails.events.reminder import Reminder
from emails.events.waiting import Waiting
from emails.events.you_are_in import YouAreIn
from service.events.letters.facts import (
    doors,
    joined,
    moment,
    moved,
    online,
    own_link,
    party_of,
    track,
    when,
)
from service.events.models import Registration
from service.events.rules import Before
from service.outbox.rules import ANSWER_LINK


def confirm_place(registration: Registration, before: Before | None = None) -> ConfirmPlace:
    return ConfirmPlace(
        first_name=registration.first_name,
        title=registration.event.title,
        when=when(registration),
        where=registration.event.where,
        link=ANSWER_LINK,
        until=moment(registration, registration.held_until or registration.event.start),
        newsletter=registration.wants_newsletter,
        membership=registration.wants_membership,
        note=joined(moved(registration, before), track(registration)),
        party=party_of(registration),
    )


def you_are_in(registration: Registration, before: Before | None = None) -> YouAreIn:
    """The receipt; `before`: time or place as they were told, when it is not so any more."""
    event = registration.event
    return YouAreIn(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        where=event.where,
        doors=doors(registration),
        cancel_link=ANSWER_LINK,
        note=joined(moved(registration, before), track(registration), event.note),
        party=party_of(registration),
        online_link=online(registration),
        give_link=own_link("give", registration),
    )


def cancelled(registration: Registration) -> Cancelled:
    event = registration.event
    undo = ANSWER_LINK if event.takes_registrations else None
    notes = own_link("notes", registration)
    told = registration.first_name, event.title, when(registration)
    return Cancelled(*told, undo, notes)


def waiting(registration: Registration, position: int, before: Before | None = None) -> Waiting:
    return Waiting(
        first_name=registration.first_name,
        title=registration.event.title,
        when=when(registration),
        position=position,
        cancel_link=ANSWER_LINK,
        note=joined(moved(registration, before)),
    )


def offered(registration: Registration, before: Before | None = None) -> Offered:
    assert registration.offered_until is not None
    return Offered(
        first_name=registration.first_name,
        title=registration.event.title,
        when=when(registration),
        where=registration.event.where,
        link=ANSWER_LINK,
        until=moment(registration, registration.offered_until),
        note=joined(moved(registration, before), track(registration)),
        party=party_of(registration),
    )


def maybe(registration: Registration) -> Maybe:
    event = registration.event
    until = registration.held_until or registration.offered_until or event.start
    return Maybe(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        where=event.where,
        link=ANSWER_LINK,
        until=moment(registration, until),
    )


def members_first(registration: Registration) -> MembersFirst:
    event = registration.event
    return MembersFirst(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        opens=moment(registration, event.opens_at) if event.opens_at else None,
        join_link=f"{current_app.config['BASE_URL']}/{event.community.slug}/join",
        cancel_link=ANSWER_LINK,
    )


def called_off(registration: Registration, *, calendar: bool) -> CalledOff:
    event = registration.event
    told = registration.first_name, event.title, when(registration)
    return CalledOff(*told, event.called_off, calendar)


def reminder(registration: Registration) -> Reminder:
    event = registration.event
    return Reminder(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        where=event.where,
        doors=doors(registration),
        cancel_link=ANSWER_LINK,
        note=event.note or None,
        online_link=online(registration),
        party=party_of(registration),
    )


def practical(registration: Registration, message: str) -> Practical:
    return Practical(
        first_name=registration.first_name,
        title=registration.event.title,
        when=when(registration),
        where=registration.event.where,
        message=message,
        cancel_link=ANSWER_LINK,
        online_link=online(registration),
    )


def passed_on(registration: Registration, name: str) -> PassedOn:
    told = registration.first_name, registration.event.title, when(registration)
    return PassedOn(*told, name)


def offer_passed(registration: Registration) -> OfferPassed:
    return OfferPassed(registration.first_name, registration.event.title)
