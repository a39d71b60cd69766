"""What somebody still has when something else ends: their seats at events to come."""

from service.contacts.models import Person
from service.core.words import lazy_gettext as _l
from service.core.words import when
from service.events import queries, rules
from service.events.models import Registration

SEATS = {
    "asked": _l("Your wish to come: %(event)s"),
    "held": _l("A seat held for you: %(event)s"),
    "confirmed": _l("Your seat: %(event)s"),
    "waitlisted": _l("Your place on the waiting list: %(event)s"),
    "offered": _l("A seat offered to you: %(event)s"),
}


def standing(person: Person) -> list[str]:
    return [told(one, person) for one in reversed(queries.of_person(person)) if to_come(one)]


def to_come(registration: Registration) -> bool:
    event = registration.event
    return registration.state in SEATS and event.state in rules.OPEN and not event.is_over


def told(registration: Registration, person: Person) -> str:
    event = registration.event
    day = when(event.start, None, person.community.zone, person.language)
    return str(SEATS[registration.state]) % {"event": f"{event.title}, {day}"}
