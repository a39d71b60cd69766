"""What somebody still has when something else ends: the newsletter."""

from service.contacts import queries as people
from service.contacts.models import Person
from service.core.words import gettext as _


def standing(person: Person) -> list[str]:
    subscription = people.subscription(person)
    if subscription is None or subscription.state not in ("active", "paused"):
        return []
    return [_("The newsletter from %(name)s", name=person.community.name)]
