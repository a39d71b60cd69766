"""A form's own address: which feature asks, about which of its rows."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.communities.models import Community
from service.core import clock
from service.core.db import Base
from service.core.tokens import new


class SignupForm(Base):
    __tablename__ = "signup_form"
    __table_args__ = (UniqueConstraint("community_id", "feature", "about_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new(12))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship(lazy="joined", innerjoin=True)
    feature: Mapped[str] = mapped_column(String(40))  # whose embedded.py asks and takes
    about_id: Mapped[int] = mapped_column(
        default=0
    )  # an event's id; 0 for the community's own form
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
