"""The calendar files about an event, filled in from our records."""

from dataclasses import replace

from flask import current_app

from service.core import clock, tokens
from service.events import calendar, rules
from service.events.calendar import Entry, Party
from service.events.models import Event, Registration


def invitation(registration: Registration, *, ask: bool = False) -> str:
    """The calendar file of somebody who is coming, or who is asked, perhaps anew."""
    whom = party(registration)
    return calendar.request(entry(registration), replace(whom, answered=False) if ask else whom)


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
    answered = registration.state not in (*rules.INVITED, "declined")
    host = here.sender_name, here.sender_email
    return Party(*host, registration.name, person.email, answered)


def address(event: Event) -> str:
    return f"{current_app.config['BASE_URL']}/{event.community.slug}/events/{event.slug}"
