"""What we have sent a person, and how each letter fared."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from service.contacts.models import Person
from service.contacts.rules import Happening
from service.core.db import session
from service.core.words import gettext as _
from service.outbox.compose import subject
from service.outbox.models import Message

LATEST = 200


def history(person: Person) -> list[Happening]:
    mine = select(Message).where(Message.person_id == person.id)
    latest = mine.options(joinedload(Message.print)).order_by(Message.id.desc()).limit(LATEST)
    return [told(message) for message in session.scalars(latest)]


def told(message: Message) -> Happening:
    words = {
        "sent": _("Letter sent: %(subject)s", subject=subject(message)),
        "failed": _("Letter not delivered: %(subject)s", subject=subject(message)),
        "skipped": _("Letter held back: %(subject)s", subject=subject(message)),
    }
    waiting = _("Letter on its way: %(subject)s", subject=subject(message))
    detail = message.response or "" if message.state == "failed" else ""
    return Happening(
        message.sent_at or message.created_at, words.get(message.state, waiting), detail
    )
