"""A mail as it arrived, what we made of it, and the conversation it belongs to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.communities.models import Community, Staff
from service.contacts.models import Person
from service.core import clock
from service.core.db import NEVER_AGAIN, Base
from service.outbox.models import Message


class Thread(Base):
    """One conversation: with one address, about one matter (an event, a letter, a membership).

    States: open (it is our turn), waiting (it is theirs), done.
    """

    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("community_id", "address", "about_feature", "about_id"),
        Index("ix_thread_list", "community_id", "state", "moved_at"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship()
    address: Mapped[str] = mapped_column(String(320))  # as compared: contacts.rules.key
    name: Mapped[str] = mapped_column(String(200), default="")
    about_feature: Mapped[str] = mapped_column(String(40), default="")  # "" answers no letter
    about_id: Mapped[int] = mapped_column(default=0)
    subject: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10), default="done")
    unread: Mapped[bool] = mapped_column(default=False)  # nobody has touched it since it moved
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    # Who has taken it on; whoever leaves the team leaves it to nobody.
    staff: Mapped[Staff | None] = relationship(backref="threads")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    mails: Mapped[list["Inbound"]] = relationship(back_populates="thread", order_by="Inbound.id")
    notes: Mapped[list["Note"]] = relationship(order_by="Note.id")


class Note(Base):
    """What the team says among themselves about a conversation; it is never sent."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    author: Mapped[str] = mapped_column(String(120))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class SavedReply(Base):
    """Words that the team answers with often, in one language."""

    __tablename__ = "saved_reply"
    __table_args__ = (UniqueConstraint("community_id", "language", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class Inbound(Base):
    """States: new, applied (done), waiting (for a person), answered, filed (needs nobody)."""

    __tablename__ = "inbound"
    __table_args__ = (
        Index("ix_inbound_list", "community_id", "state", "received_at"),
        Index("ix_inbound_new", "state", "received_at"),
        Index("ix_inbound_old", "forgotten_at", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community | None] = relationship()
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    message: Mapped[Message | None] = relationship()  # the one of ours it answers
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship()
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    thread: Mapped[Thread | None] = relationship(back_populates="mails")
    recipient: Mapped[str] = mapped_column(String(320))
    envelope_from: Mapped[str] = mapped_column(String(320))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # b"" once it is forgotten
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # of recipient and bytes
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(10), default="new")
    attempts: Mapped[int] = mapped_column(default=0)  # times a worker began to read it
    kind: Mapped[str] = mapped_column(String(20), default="")
    says: Mapped[str] = mapped_column(String(10), default="")  # what we took it to answer
    reason: Mapped[str] = mapped_column(String(40), default="")  # why it waits or was filed
    sender: Mapped[str] = mapped_column(String(320), default="")
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    own_words: Mapped[str] = mapped_column(default="")
    full_text: Mapped[str] = mapped_column(default="")
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # all else: rules.Found
    attachments: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)  # of a calendar answer (RFC 5545 § 3.8.7.4)
    written_at: Mapped[datetime | None]  # what orders two answers about the same thing
    reference: Mapped[str] = mapped_column(String(300), default="")  # its Message-ID
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str] = mapped_column(String(120), default="")
    forgotten_at: Mapped[datetime | None]  # when its bytes and words were taken away
