"""Look-ups of messages: by token, what waits too long, what a person has had."""

from datetime import timedelta

from sqlalchemy import func, select

from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import session
from service.outbox import rules
from service.outbox.models import Message


def by_token(token: str) -> Message | None:
    """The message whose reply, bounce or link carries this token."""
    number = tokens.read("reply", token)
    return session.get(Message, number) if number is not None else None


def by_reference(message_ids: tuple[str, ...]) -> Message | None:
    """The message that one of these Message-IDs names, if it is ours."""
    found = (by_token(name.strip("<>").partition("@")[0]) for name in message_ids)
    return next((message for message in found if message), None)


def stuck() -> list[int]:
    """Messages that are due, or whose sender fell silent, and that no queue may know of."""
    due = Message.state.in_(("waiting", "sending")), Message.due_at <= clock.now() - rules.STUCK
    singly = Message.print_id.is_(None)
    return list(
        session.scalars(select(Message.id).where(*due, singly).order_by(Message.id).limit(500))
    )


def unsent(about_feature: str, about_id: int, limit: int) -> list[int]:
    """Copies that may be handed over now: due, or left by a sender that fell silent."""
    mine = Message.about_feature == about_feature, Message.about_id == about_id
    due = Message.state.in_(("waiting", "sending")), Message.due_at <= clock.now()
    copies = select(Message.id).where(*mine, *due, Message.print_id.is_not(None))
    return list(session.scalars(copies.order_by(Message.due_at, Message.id).limit(limit)))


def asked_enough(person: Person) -> bool:
    """Whether an address that never answered has had all the letters it should get in a day."""
    if person.address_state != "unverified":
        return False
    since = clock.now() - timedelta(hours=24)
    mine = Message.person_id == person.id, Message.created_at >= since
    return (session.scalar(select(func.count()).where(*mine)) or 0) >= rules.ASKS_A_DAY


def answered_today(person: Person) -> int:
    """How many automatic answers this person has had in the last 24 hours."""
    since = clock.now() - timedelta(hours=24)
    mine = Message.person_id == person.id, Message.answers.is_not(None), Message.created_at >= since
    return session.scalar(select(func.count()).where(*mine)) or 0
