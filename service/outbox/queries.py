"""Look-ups of messages: by token, what waits too long, what a person has had, how many."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import session
from service.outbox import rules
from service.outbox.models import Chunk, Delivery, Mailing, Message
from service.outbox.rules import ChunkState, State

DAY = timedelta(days=1)


class Counted(NamedTuple):
    """How many deliveries stand in one state: of mailings under way, and done in a day."""

    state: int
    under_way: int
    last_day: int


def by_token(token: str) -> Message | None:
    """The message whose reply, bounce or link carries this token.

    One that is a copy of a letter to many has no row yet: `actions.kept` makes it one.
    """
    number = tokens.read("reply", token)
    if number is not None:
        return session.get(Message, number)
    number = tokens.read(rules.COPY, token)
    return of_delivery(*rules.copy_of(number)) if number is not None else None


def of_delivery(mailing_id: int, seq: int) -> Message | None:
    known = opened(mailing_id, seq)
    if known is not None:
        return known
    delivery = session.get(Delivery, (mailing_id, seq))
    return as_message(delivery) if delivery else None


def opened(mailing_id: int | None, seq: int | None) -> Message | None:
    """The row of a copy that somebody has answered."""
    mine = Message.mailing_id == mailing_id, Message.seq == seq
    return session.scalar(select(Message).where(*mine))


def as_message(delivery: Delivery) -> Message:
    """The same letter, told as a message that nobody has kept."""
    mailing, person = delivery.mailing, delivery.person
    state = State(delivery.state).name.lower()
    return Message(
        community_id=mailing.community_id,
        community=mailing.community,
        person_id=person.id,
        person=person,
        stream="news",
        letter=mailing.letter,
        fields={"first_name": person.first_name},
        print_id=delivery.print_id,
        print=delivery.print,
        language=person.language,
        about_feature=mailing.about_feature,
        about_id=mailing.about_id,
        mailing_id=delivery.mailing_id,
        seq=delivery.seq,
        state=state if state in ("sent", "failed", "skipped") else "sent",
        response=delivery.reply,
        attempts=delivery.attempts,
        created_at=mailing.dated_at,
        sent_at=delivery.done_at,
    )


def deliveries(person: Person, limit: int) -> list[Delivery]:
    """The letters to many that this person had, newest first."""
    mine = select(Delivery).where(Delivery.person_id == person.id)
    whole = mine.options(joinedload(Delivery.print), joinedload(Delivery.mailing))
    return list(session.scalars(whole.order_by(Delivery.mailing_id.desc()).limit(limit)))


def by_reference(message_ids: tuple[str, ...]) -> Message | None:
    """The message that one of these Message-IDs names, if it is ours."""
    found = (by_token(name.strip("<>").partition("@")[0]) for name in message_ids)
    return next((message for message in found if message), None)


def unsettled() -> ColumnElement[bool]:
    """A delivery that has neither been made nor been called off, nor waits for a person."""
    waits = Delivery.state.in_([int(State.WAITING), int(State.DEFERRED)])
    doubt = Delivery.state == int(State.UNCERTAIN)
    return or_(waits, and_(doubt, Delivery.next_at.is_not(None)))


def chunks_left(mailing_id: int) -> int:
    """How much of a letter to many nobody has begun with."""
    free = Chunk.mailing_id == mailing_id, Chunk.state == int(ChunkState.FREE)
    return session.scalar(select(func.count()).where(*free)) or 0


def stuck() -> list[int]:
    """Messages that are due, or whose sender fell silent, and that no queue may know of."""
    due = Message.state.in_(("waiting", "sending")), Message.due_at <= clock.now() - rules.STUCK
    singly = Message.print_id.is_(None)
    return list(
        session.scalars(select(Message.id).where(*due, singly).order_by(Message.id).limit(500))
    )


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


def under_way() -> list[Mailing]:
    """Letters to many that are on their way or held back, of all communities."""
    live = Mailing.state.in_(("running", "paused"))
    return list(session.scalars(select(Mailing).where(live).order_by(Mailing.id)))


def delivered(now: datetime) -> list[Counted]:
    """All deliveries that are under way or were done in a day, counted in one pass by state."""
    live = Mailing.state.in_(("running", "paused"))
    recent = Mailing.touched_at > now - DAY
    counts = func.count().filter(live), func.count().filter(Delivery.done_at > now - DAY)
    joined = select(Delivery.state, *counts).join(Mailing, Mailing.id == Delivery.mailing_id)
    groups = joined.where(or_(live, recent)).group_by(Delivery.state).order_by(Delivery.state)
    return [Counted(*row) for row in session.execute(groups)]


def messages_by_state(now: datetime) -> dict[str, int]:
    """Letters to one person that wait or are being sent, and those that failed within a day."""
    open_ = Message.state.in_(("waiting", "sending"))
    lost = (Message.state == "failed") & (Message.created_at > now - DAY)
    single = or_(open_, lost), Message.mailing_id.is_(None)
    groups = select(Message.state, func.count()).where(*single).group_by(Message.state)
    return dict(session.execute(groups).all())
