"""The letters back to somebody who wrote: a manager's own words, or that such words will come."""

from emails.inbox.answer import Answer
from emails.inbox.person_will_answer import PersonWillAnswer
from service.communities.models import Staff
from service.contacts.models import Person
from service.inbox.models import Inbound

QUOTED = 2000  # of what the person wrote, repeated under our answer


def answer(inbound: Inbound, person: Person, staff: Staff, text: str) -> Answer:
    quoted = inbound.own_words[:QUOTED]
    return Answer(first_name=person.first_name, body=text, author=staff.name, quoted=quoted)


def person_will_answer(person: Person) -> PersonWillAnswer:
    return PersonWillAnswer(first_name=person.first_name, community=person.community.name)
