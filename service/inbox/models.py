"""A mail as it arrived, byte for byte, and what we made of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock
from service.core.db import Base
from service.outbox.models import Message


class Inbound(Base):
    """States: new, applied (done), waiting (for a person), answered, filed (needs nobody)."""

    __tablename__ = "inbound"
    __table_args__ = (
        Index("ix_inbound_list", "community_id", "state", "received_at"),
        Index("ix_inbound_new", "state", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community | None] = relationship()
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    message: Mapped[Message | None] = relationship()  # the one of ours it answers
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship()
    recipient: Mapped[str] = mapped_column(String(320))
    envelope_from: Mapped[str] = mapped_column(String(320))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
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
    reference: Mapped[str] = mapped_column(String(300), default="")  # its Message-ID
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str] = mapped_column(String(120), default="")
