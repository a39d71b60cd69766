"""What we hold on a person here: each post they wrote in the channel."""

from service.channel import queries
from service.contacts.models import Person
from service.contacts.rules import Happening
from service.core.words import gettext as _


def history(person: Person) -> list[Happening]:
    said = _("Wrote in the channel")
    return [Happening(each.at, said, each.subject) for each in queries.of_person(person)]
