"""What somebody still has when something else ends: the membership."""

from service.contacts.models import Person
from service.core.words import gettext as _
from service.members import queries, rules


def standing(person: Person) -> list[str]:
    membership = queries.of(person)
    if membership is None or membership.state not in rules.MEMBERS:
        return []
    return [_("You are a Pådriver in %(community)s", community=person.community.name)]
