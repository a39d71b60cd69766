"""What we hold on a person here: each tip they sent, and what became of it."""

from service.contacts.models import Person
from service.contacts.rules import Happening
from service.core.words import gettext as _
from service.tips import queries


def history(person: Person) -> list[Happening]:
    return [
        Happening(each.at, _("Sent a news tip"), each.title, "")
        for each in queries.of_person(person)
    ]
