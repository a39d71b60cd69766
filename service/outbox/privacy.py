"""What we have sent a person, and how each letter fared."""

from sqlalchemy import select

from service.contacts.models import Person
from service.contacts.rules import Happening
from service.core.db import session
from service.core.words import gettext as _
from service.core.words import language, when
from service.outbox import queries
from service.outbox.compose import subject
from service.outbox.models import Delivery, Message
from service.outbox.rules import State

LATEST = 200


def history(person: Person) -> list[Happening]:
    mine = Message.person_id == person.id, Message.print_id.is_(None)
    latest = select(Message).where(*mine).order_by(Message.id.desc()).limit(LATEST)
    copies = queries.deliveries(person, LATEST)
    return [*map(told, session.scalars(latest)), *map(copy_told, copies)]


def copy_told(delivery: Delivery) -> Happening:
    """One letter to many, as this person had it or did not."""
    about = {"subject": delivery.print.subject}
    words = {
        State.SENT: _("Letter sent: %(subject)s", **about),
        State.FAILED: _("Letter not delivered: %(subject)s", **about),
        State.SKIPPED: _("Letter held back: %(subject)s", **about),
        State.DEFERRED: _("Letter to be tried again: %(subject)s", **about),
        State.UNCERTAIN: _("Letter sent, but not confirmed: %(subject)s", **about),
    }
    waiting = _("Letter on its way: %(subject)s", **about)
    at = delivery.done_at or delivery.mailing.dated_at
    return Happening(at, words.get(State(delivery.state), waiting), detail(delivery))


def detail(delivery: Delivery) -> str:
    """The far server's own words, how often it was tried, and when it is tried again."""
    parts = [delivery.reply or ""]
    if delivery.attempts > 1:
        parts.append(_("tried %(number)s times", number=delivery.attempts))
    if delivery.next_at:
        zone = delivery.mailing.community.zone
        again = when(delivery.next_at, None, zone, language())
        parts.append(_("tried again %(when)s", when=again))
    return " · ".join(part for part in parts if part)


def told(message: Message) -> Happening:
    words = {
        "sent": _("Letter sent: %(subject)s", subject=subject(message)),
        "failed": _("Letter not delivered: %(subject)s", subject=subject(message)),
        "skipped": _("Letter held back: %(subject)s", subject=subject(message)),
    }
    waiting = _("Letter on its way: %(subject)s", subject=subject(message))
    said = message.response or "" if message.state == "failed" else ""
    at = message.sent_at or message.created_at
    return Happening(at, words.get(message.state, waiting), said)
