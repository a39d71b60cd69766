"""The letters back to somebody who wrote, and what the team is told each morning."""

from zoneinfo import ZoneInfo

from flask import current_app

from emails.inbox.answer import Answer
from emails.inbox.digest import Digest
from emails.inbox.person_will_answer import PersonWillAnswer
from service.communities.models import Staff
from service.contacts.models import Person
from service.contacts.rules import first_name
from service.core import roles, tokens, words
from service.core.words import force_locale
from service.core.words import gettext as _
from service.inbox import rules
from service.inbox.models import Inbound
from service.outbox.models import Message
from service.outbox.rules import ANSWER_LINK

WORDS = 200  # of theirs in the morning mail
QUOTED = 2000  # of what the person wrote, repeated under our answer


def answer(inbound: Inbound, person: Person, staff: Staff, text: str) -> Answer:
    return Answer(
        first_name=person.first_name,
        body=text,
        author=staff.name,
        quoted=inbound.own_words[:QUOTED],
        about=rules.unanswered(inbound.subject)[:150] if inbound.reference else "",
    )


def digest(staff: Staff, number: int, waiting: list[tuple[Inbound, str]]) -> Digest:
    """The mails that have waited longest and what each is about, with an address for each."""
    community = staff.community
    return Digest(
        first_name=first_name(staff.name),
        community=community.name,
        number=number,
        waiting=tuple(row(staff, mail, matter) for mail, matter in waiting),
        link=f"{current_app.config['BASE_URL']}/admin/{community.slug}/inbox",
    )


def row(staff: Staff, mail: Inbound, matter: str) -> tuple[str, str, str, str]:
    """Its address is given to this colleague alone."""
    language = staff.account.language
    there = mail.received_at.astimezone(ZoneInfo(staff.community.zone))
    with force_locale(language):
        subject = matter or mail.subject or _("Without a subject")
        about = _("%(about)s, since %(day)s", about=subject, day=words.day(there, language))
    said = " ".join(mail.own_words.split())[:WORDS]
    token = tokens.sign(rules.DESK, rules.desk_number(mail.id, staff.id))
    address = f"mailto:reply+{token}@{current_app.config['MAIL_DOMAIN']}"
    return mail.sender_name or mail.sender, about, said, address


def person_will_answer(message: Message) -> PersonWillAnswer:
    """With a button when the letter they answered had one that still makes sense."""
    person = message.recipient
    replies = roles.find(message.about_feature, "replies")
    question = replies.question(message) if replies else None
    asks = bool(question and (question.yes or question.no))
    name = person.community.name
    return PersonWillAnswer(person.first_name, name, ANSWER_LINK if asks else "")
