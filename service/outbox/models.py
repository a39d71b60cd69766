"""A message: which letter, with what fields, to whom, about what, and how it went."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.communities.models import Account, Community
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import NEVER_AGAIN, Base


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
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Message(Base):
    """One letter to one recipient. States: waiting, sending, sent, failed, skipped."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "state", "due_at"),
        Index("ix_message_about", "about_feature", "about_id", "state"),
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
