"""The letters that tell of an event and invite to it."""

from emails.events.date_set import DateSet
from emails.events.declined import Declined
from emails.events.invitation import Invitation
from emails.events.save_the_date import SaveTheDate
from forms.events import HELPERS
from service.core.words import force_locale
from service.core.words import gettext as _
from service.events.letters.facts import joined, moved, when
from service.events.letters.files import address
from service.events.models import Event, Registration
from service.events.rules import Before
from service.outbox.rules import ANSWER_LINK


def save_the_date(registration: Registration) -> SaveTheDate:
    event = registration.event
    return SaveTheDate(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        where=event.where or None,
        summary=event.summary or None,
        hosts=hosts(event),
        link=ANSWER_LINK,
        source=registration.source or None,
    )


def date_set(registration: Registration, before: Before | None = None) -> DateSet:
    """The date is there, or is another one now."""
    event = registration.event
    return DateSet(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        where=event.where or None,
        note=joined(moved(registration, before)),
        link=ANSWER_LINK,
        source=registration.source or None,
    )


def invited(registration: Registration, before: Before | None = None) -> Invitation:
    event = registration.event
    return Invitation(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        where=event.where,
        summary=event.summary or None,
        programme=[f"{time} {what}".strip() for time, what in event.items],
        note=joined(asked_to_help(registration), moved(registration, before), event.note),
        hosts=hosts(event),
        link=ANSWER_LINK,
        page=address(event),
        source=registration.source or None,
    )


def declined(registration: Registration) -> Declined:
    event = registration.event
    return Declined(registration.first_name, event.title, when(registration), ANSWER_LINK)


def asked_to_help(registration: Registration) -> str:
    """As what we would like to have them; nothing for a guest."""
    if registration.role not in HELPERS:
        return ""
    with force_locale(registration.who.language):
        role = str(HELPERS[registration.role])
        return str(_("We ask you to help as: %(role)s. A yes is your seat as well.", role=role))


def hosts(event: Event) -> str:
    """Who invites: the community, and whoever arranges it with them."""
    return ", ".join((event.community.name, *event.also))
