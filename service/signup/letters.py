"""The letters about the newsletter itself, filled in from our records."""

from datetime import datetime
from zoneinfo import ZoneInfo

from emails.contacts.confirm_subscription import ConfirmSubscription
from emails.contacts.paused import Paused
from emails.contacts.subscribed import Subscribed
from emails.contacts.unsubscribed import Unsubscribed
from service.contacts import queries as people
from service.contacts.models import Person
from service.core import words
from service.core.words import force_locale
from service.core.words import gettext as _
from service.outbox.rules import ANSWER_LINK, STOP_LINK
from service.signup import rules


def confirm_subscription(person: Person) -> ConfirmSubscription:
    return ConfirmSubscription(
        first_name=person.first_name,
        link=ANSWER_LINK,
        days=rules.KEPT.days,
        cadence=cadence(person),
    )


def subscribed(person: Person) -> Subscribed:
    return Subscribed(first_name=person.first_name, cadence=cadence(person), stop_link=STOP_LINK)


def unsubscribed(person: Person) -> Unsubscribed:
    with force_locale(person.language):
        list_name = _("Newsletter")
    return Unsubscribed(
        first_name=person.first_name,
        list_name=list_name,
        undo_link=ANSWER_LINK,
        kept=people.standing(person),
    )


def paused(person: Person, until: datetime) -> Paused:
    there = until.astimezone(ZoneInfo(person.community.zone))
    first = words.day(there, person.language)
    return Paused(person.first_name, first, STOP_LINK, people.standing(person))


def cadence(person: Person) -> str:
    """The promise is written in the community's own language; in another it is left out."""
    community = person.community
    return community.cadence if person.language == community.language else ""
