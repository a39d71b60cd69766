"""A message: which letter, with what fields, to whom, about what, and how it went.

A letter to many is a mailing with a delivery for each recipient; it becomes a message when somebody
answers it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, remote

from service.communities.models import Account, Community
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import NEVER_AGAIN, Base
from service.outbox.rules import COPY, ChunkState, State, copy_number


class Print(Base):
    """A letter rendered once for many: what differs per recipient are slots (emails/slots.py)."""

    __tablename__ = "print"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    subject: Mapped[str]
    preheader: Mapped[str]
    html: Mapped[str]
    text: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    plate: Mapped[str | None] = mapped_column(
        deferred=True
    )  # compiled for the wire: emails.compile
    plate_digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Message(Base):
    """One letter to one recipient. States: waiting, sending, sent, failed, skipped."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "state", "due_at"),
        Index("ix_message_about", "about_feature", "about_id", "state"),
        Index("ix_message_delivery", "mailing_id", "seq", unique=True),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    community: Mapped[Community] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship()
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # letters to staff
    account: Mapped[Account | None] = relationship()
    stream: Mapped[str] = mapped_column(String(10))  # service, news
    letter: Mapped[str] = mapped_column(String(80))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    print_id: Mapped[int | None] = mapped_column(ForeignKey("print.id"))
    print: Mapped[Print | None] = relationship()
    language: Mapped[str] = mapped_column(String(2))
    calendar: Mapped[str | None]  # an iCalendar object (RFC 5545) that goes along
    about_feature: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int]
    once: Mapped[str | None] = mapped_column(
        String(120), unique=True
    )  # the same letter never twice
    mailing_id: Mapped[int | None]  # with `seq`: the delivery of a letter to many that it was
    seq: Mapped[int | None]
    answers: Mapped[str | None] = mapped_column(String(300))  # Message-ID this one replies to
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str | None] = mapped_column(String(40))  # why skipped or failed
    response: Mapped[str | None] = mapped_column(String(500))  # the far server's own words
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]

    @property
    def token(self) -> str:
        """What an answer to this message carries back in its address."""
        if self.mailing_id is not None and self.seq is not None:
            return tokens.sign(COPY, copy_number(self.mailing_id, self.seq))
        return tokens.sign("reply", self.id)

    @property
    def email(self) -> str:
        to = self.person or self.account
        assert to is not None
        return to.email

    @property
    def name(self) -> str:
        to = self.person or self.account
        assert to is not None
        return to.name

    @property
    def recipient(self) -> Person:
        """The person it went to; only letters to staff have none."""
        assert self.person is not None
        return self.person


class Mailing(Base):
    """A letter to many on its way. States: running, paused, stopped, done."""

    __tablename__ = "mailing"
    __table_args__ = (UniqueConstraint("about_feature", "about_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    community: Mapped[Community] = relationship()
    about_feature: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int]
    letter: Mapped[str] = mapped_column(String(80))
    list: Mapped[str] = mapped_column(String(40))  # who has left this list since gets nothing
    key: Mapped[str] = mapped_column(
        String(20)
    )  # names its journals: a restored backup repeats ids
    state: Mapped[str] = mapped_column(String(10), default="running")
    dated_at: Mapped[datetime] = mapped_column(default=clock.now)  # the Date of every copy
    touched_at: Mapped[datetime | None]  # the last sign of life of whoever sends it
    trouble: Mapped[str] = mapped_column(String(300), default="")  # what holds it up right now


class Delivery(Base):
    """One recipient of a mailing, and how it went. No foreign keys: a million rows in seconds."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_person", "person_id", "mailing_id", unique=True),
        Index(
            "ix_delivery_due",
            "mailing_id",
            "next_at",
            postgresql_where=text("next_at IS NOT NULL"),
            sqlite_where=text("next_at IS NOT NULL"),
        ),
        {"postgresql_with": {"fillfactor": 70}, "sqlite_with_rowid": False},
    )

    mailing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int]
    print_id: Mapped[int]
    state: Mapped[int] = mapped_column(SmallInteger, default=State.WAITING)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    reason: Mapped[str | None] = mapped_column(String(40))  # why skipped, failed or in doubt
    reply: Mapped[str | None] = mapped_column(String(300))  # the far server's own words
    next_at: Mapped[datetime | None]  # when it is tried again
    done_at: Mapped[datetime | None]
    mailing: Mapped[Mailing] = relationship(
        primaryjoin=lambda: remote(Mailing.id) == foreign(Delivery.mailing_id), viewonly=True
    )
    person: Mapped[Person] = relationship(
        primaryjoin=lambda: remote(Person.id) == foreign(Delivery.person_id), viewonly=True
    )
    print: Mapped[Print] = relationship(
        primaryjoin=lambda: remote(Print.id) == foreign(Delivery.print_id), viewonly=True
    )

    @property
    def standing(self) -> str:
        """The name of its state: waiting, sent, deferred, failed, skipped, uncertain."""
        return State(self.state).name.lower()

    @property
    def token(self) -> str:
        return tokens.sign(COPY, copy_number(self.mailing_id, self.seq))


class Chunk(Base):
    """The deliveries from `lo` to `hi`, held by one sender at a time until its lease ends."""

    __tablename__ = "chunk"

    mailing_id: Mapped[int] = mapped_column(
        ForeignKey("mailing.id"), primary_key=True, autoincrement=False
    )
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lo: Mapped[int]
    hi: Mapped[int]
    state: Mapped[int] = mapped_column(SmallInteger, default=ChunkState.FREE)
    holder: Mapped[str | None] = mapped_column(String(40))
    epoch: Mapped[int] = mapped_column(default=0)  # rises with each claim: fences off an old holder
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)  # ms by the database's clock


class Pace(Base):
    """How fast and when a community's letters to many may leave. What is None is not limited."""

    __tablename__ = "pace"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True)
    per_hour: Mapped[int | None]
    domains: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # letters an hour to each
    quiet_from: Mapped[str | None] = mapped_column(String(5))  # 21:00, on the community's own clock
    quiet_until: Mapped[str | None] = mapped_column(String(5))
    warm_from: Mapped[date | None]  # the first day of the warm-up plan
