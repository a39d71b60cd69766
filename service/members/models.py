"""A person's membership: its state, and what they told us they can and want."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.contacts.models import Person
from service.core import clock
from service.core.db import NEVER_AGAIN, Base
from service.members import rules


class Membership(Base):
    """States (domain § 2.2): interested pending confirmed needs_info active dormant lapsed left."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_state", "community_id", "state"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    person: Mapped[Person] = relationship()
    state: Mapped[str] = mapped_column(String(20))
    competence: Mapped[str] = mapped_column(default="")
    interests: Mapped[str] = mapped_column(default="")
    idea: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    @property
    def may_say_yes(self) -> bool:
        return self.state in rules.ASKED
