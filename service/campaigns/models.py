"""A letter to many, what it says in each language, and who said yes to what it asks for.

Its recipients are rows of the outbox.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship, remote

from service.campaigns import rules
from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock
from service.core.db import Base
from service.outbox.models import Mailing, Print


class Campaign(Base):
    """States: draft, scheduled, sending, paused, sent, cancelled (rules.NEXT says from where)."""

    __tablename__ = "campaign"
    __table_args__ = (
        Index("ix_campaign_list", "community_id", "state"),
        Index("ix_campaign_due", "state", "send_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship()
    kind: Mapped[str] = mapped_column(String(20), default=rules.NEWSLETTER)
    title: Mapped[str] = mapped_column(String(160))  # for the staff; readers see the subject
    wanted: Mapped[int] = mapped_column(default=0)  # how many people it asks for; 0 asks nobody
    state: Mapped[str] = mapped_column(String(12), default="draft")
    send_at: Mapped[datetime | None]
    created_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    frozen_at: Mapped[datetime | None]  # since then every edition has its Print
    started_at: Mapped[datetime | None]  # since then every recipient has a row
    finished_at: Mapped[datetime | None]
    touched_at: Mapped[datetime | None]  # when a worker was last asked to take it up
    mailing: Mapped[Mailing | None] = relationship(
        primaryjoin=lambda: and_(
            remote(foreign(Mailing.about_id)) == Campaign.id,
            Mailing.about_feature == "campaigns",
        ),
        viewonly=True,
    )
    editions: Mapped[list["Edition"]] = relationship(
        back_populates="campaign", order_by="Edition.id", cascade="all, delete-orphan"
    )

    @property
    def trouble(self) -> str:
        """What holds it up right now."""
        return self.mailing.trouble if self.mailing else ""

    @property
    def spoken(self) -> list[str]:
        return [edition.language for edition in self.editions]


class Response(Base):
    """One person's answer to a request. `place`: in, reserve, or none for a no and a maybe."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("campaign_id", "person_id"),
        Index("ix_response_place", "campaign_id", "place", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    campaign: Mapped[Campaign] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    says: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(10), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Edition(Base):
    """The letter in one language: `blocks` are packed emails.blocks, each with its own `id`."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("campaign_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    campaign: Mapped[Campaign] = relationship(back_populates="editions")
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(200), default="")
    preheader: Mapped[str] = mapped_column(String(200), default="")
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    removed: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # the block last taken out
    print_id: Mapped[int | None] = mapped_column(ForeignKey("print.id"))
    print: Mapped[Print | None] = relationship()
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by: Mapped[str] = mapped_column(String(120), default="")

    def place(self, block_id: str) -> int | None:
        """Where the block with this id stands, counted from 0."""
        ids = [block["id"] for block in self.blocks]
        return ids.index(block_id) if block_id in ids else None
