"""The letters back to somebody who wrote: a manager's own words, or that such words will come."""

from emails.inbox.answer import Answer
from emails.inbox.person_will_answer import PersonWillAnswer
from service.communities.models import Staff
from service.contacts.models import Person
from service.core import roles
from service.inbox.models import Inbound
from service.outbox.models import Message
from service.outbox.rules import ANSWER_LINK

QUOTED = 2000  # of what the person wrote, repeated under our answer


def answer(inbound: Inbound, person: Person, staff: Staff, text: str) -> Answer:
    quoted = inbound.own_words[:QUOTED]
    return Answer(first_name=person.first_name, body=text, author=staff.name, quoted=quoted)


def person_will_answer(message: Message) -> PersonWillAnswer:
    """With a button when the letter they answered had one that still makes sense."""
    person = message.recipient
    replies = roles.find(message.about_feature, "replies")
    question = replies.question(message) if replies else None
    asks = bool(question and (question.yes or question.no))
    name = person.community.name
    return PersonWillAnswer(person.first_name, name, ANSWER_LINK if asks else "")
