"""A community's channel, who is in it and how they read it, and what was posted."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.channel import rules
from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import NEVER_AGAIN, Base


class Channel(Base):
    """One for each community that wants one. `moderation`: first, all, none."""

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), unique=True)
    community: Mapped[Community] = relationship()
    open: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(300), default="")
    moderation: Mapped[str] = mapped_column(String(10), default=rules.FIRST)


class Seat(Base):
    """How one Pådriver reads the channel: single mails, one a day (digest), or none (off)."""

    __tablename__ = "seat"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    person: Mapped[Person] = relationship()
    choice: Mapped[str] = mapped_column(String(10), default=rules.SINGLE)
    trusted: Mapped[bool] = mapped_column(default=False)  # posts without a moderator
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def token(self) -> str:
        """What opens the archive to this one person."""
        return tokens.sign(rules.SEAT, self.id)


class Post(Base):
    """What somebody wrote to all. States: held, sent, refused, removed."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("community_id", "reference"),
        Index("ix_post_list", "community_id", "state", "at"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    words: Mapped[str]
    full_text: Mapped[str]
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound.id"), index=True)
    # Safe to open, by number in its mail, which has them: {"number", "name"}.
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reference: Mapped[str] = mapped_column(String(300))  # the Message-ID it came with
    state: Mapped[str] = mapped_column(String(10), default="held")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(120), default="")

    @property
    def topic(self) -> int:
        """The number of the post that began the conversation."""
        return self.topic_id or self.id
