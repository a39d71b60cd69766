"""What a reader sent for the newsletter, and the photos that came with it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock
from service.core.db import NEVER_AGAIN, Base
from service.tips import rules


class Tip(Base):
    """States: asked, ready, used, aside, refused (rules.NEXT says from where)."""

    __tablename__ = "tip"
    __table_args__ = (Index("ix_tip_list", "community_id", "state", "at"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str]
    credit: Mapped[str] = mapped_column(String(120))  # the name that is printed with it
    state: Mapped[str] = mapped_column(String(10), default=rules.ASKED)
    agreed_at: Mapped[datetime | None]  # when its author said yes to printing it
    at: Mapped[datetime] = mapped_column(default=clock.now)
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    photos: Mapped[list["Photo"]] = relationship(
        back_populates="tip", order_by="Photo.id", cascade="all, delete-orphan"
    )


class Photo(Base):
    """Seen by staff only, until it stands in a letter: that makes a public picture of its own."""

    __tablename__ = "photo"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"), index=True)
    tip: Mapped[Tip] = relationship(back_populates="photos")
    name: Mapped[str] = mapped_column(String(120), default="")
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
