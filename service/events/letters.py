"""The letters and calendar files about an event, filled in from our records."""

from datetime import datetime

from flask import current_app

from emails.events.called_off import CalledOff
from emails.events.cancelled import Cancelled
from emails.events.confirm_place import ConfirmPlace
from emails.events.maybe import Maybe
from emails.events.members_first import MembersFirst
from emails.events.offer_passed import OfferPassed
from emails.events.offered import Offered
from emails.events.reminder import Reminder
from emails.events.waiting import Waiting
from emails.events.you_are_in import YouAreIn
from service.core import clock, tokens, words
from service.core.words import force_locale
from service.core.words import gettext as _
from service.events import calendar
from service.events.calendar import Entry, Party
from service.events.models import Event, Registration
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
    )


def cancelled(registration: Registration) -> Cancelled:
    event = registration.event
    undo = ANSWER_LINK if event.takes_registrations else None
    return Cancelled(registration.first_name, event.title, when(registration), undo)


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
        party=party_of(registration),
    )


def offer_passed(registration: Registration) -> OfferPassed:
    return OfferPassed(registration.first_name, registration.event.title)


def invitation(registration: Registration) -> str:
    """The calendar file of somebody who is coming."""
    return calendar.request(entry(registration), party(registration))


def withdrawal(registration: Registration) -> str:
    """Takes the entry out of the calendar of somebody who is not coming after all."""
    return calendar.cancel(entry(registration), party(registration))


def feed(name: str, events: list[Event]) -> str:
    return calendar.feed(name, [public_entry(event) for event in events])


def entry(registration: Registration) -> Entry:
    token = tokens.sign("rsvp", registration.id)
    return described(registration.event, token, registration.version)


def public_entry(event: Event) -> Entry:
    return described(event, "event", event.sequence)


def described(event: Event, token: str, sequence: int) -> Entry:
    return Entry(
        uid=calendar.uid(event.id, token, current_app.config["MAIL_DOMAIN"]),
        sequence=sequence,
        stamp=clock.now(),
        start=event.start,
        end=event.end,
        zone=event.community.zone,
        title=event.title,
        description="\n".join(part for part in (event.summary, event.note) if part),
        location=event.where,
        url=address(event),
    )


def party(registration: Registration) -> Party:
    here, person = registration.event.community, registration.who
    return Party(here.sender_name, here.sender_email, registration.name, person.email)


def party_of(registration: Registration) -> str | None:
    """How many seats, for whoever brings somebody along."""
    return str(registration.party) if registration.guests else None


def address(event: Event) -> str:
    return f"{current_app.config['BASE_URL']}/{event.community.slug}/events/{event.slug}"


def joined(*parts: str) -> str | None:
    return " ".join(part for part in parts if part) or None


def track(registration: Registration) -> str:
    """Which track they are in, or wait for (domain A21)."""
    if registration.track is None or not registration.track_state:
        return ""
    title = registration.track.title
    with force_locale(registration.who.language):
        if registration.track_state == "in":
            return str(_("Your track: %(track)s.", track=title))
        return str(
            _(
                "%(track)s is full, and you are in the queue for it. "
                "Your place at the event is yours all the same.",
                track=title,
            )
        )


def moved(registration: Registration, before: Before | None) -> str:
    """The new and the old, in their own language (domain A18)."""
    event, code = registration.event, registration.who.language
    told: list[str] = []
    if before is None:
        return ""
    with force_locale(code):
        if (before.start, before.end) != (event.start, event.end):
            was = words.when(before.start, before.end, event.community.zone, code)
            new = when(registration)
            told.append(_("New time: %(new)s. It was to be %(was)s.", new=new, was=was))
        if before.where != event.where:
            told.append(_("New place: %(new)s. It was %(was)s.", new=event.where, was=before.where))
    return " ".join(map(str, told))


def when(registration: Registration) -> str:
    event = registration.event
    return words.when(event.start, event.end, event.community.zone, registration.who.language)


def moment(registration: Registration, at: datetime) -> str:
    return words.when(at, None, registration.event.community.zone, registration.who.language)


def doors(registration: Registration) -> str | None:
    event, code = registration.event, registration.who.language
    if event.doors_at is None:
        return None
    return words.at(event.doors_at, event.community.zone, code)
