"""Who did what to what, when and why: feeds every timeline, and never forgets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from service.core import clock
from service.core.db import Base, session


class Owned(Protocol):
    """A row that belongs to a community."""

    @property
    def id(self) -> int: ...

    @property
    def community_id(self) -> int: ...


@dataclass(frozen=True)
class Cause:
    """What made it happen: `how` is form, reply, link, admin, timer, import, gate or delivery."""

    how: str
    who: str = ""
    why: str = ""


class Entry(Base):
    __tablename__ = "trail"
    __table_args__ = (Index("ix_trail_thing", "community_id", "thing", "thing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    before: Mapped[str | None] = mapped_column(String(40))
    after: Mapped[str] = mapped_column(String(40))
    how: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(120), default="")
    why: Mapped[str] = mapped_column(String(500), default="")


def note(thing: Owned, before: str | None, after: str, cause: Cause) -> None:
    """Write down one transition of one row; `thing` must have been flushed."""
    entry = Entry(
        community_id=thing.community_id,
        thing=type(thing).__name__.lower(),
        thing_id=thing.id,
        before=before,
        after=after,
        how=cause.how,
        who=cause.who[:120],
        why=cause.why[:500],
    )
    session.add(entry)


def of(thing: Owned) -> list[Entry]:
    """The row's history, oldest first."""
    mine = (
        Entry.community_id == thing.community_id,
        Entry.thing == type(thing).__name__.lower(),
        Entry.thing_id == thing.id,
    )
    return list(session.scalars(select(Entry).where(*mine).order_by(Entry.id)))
