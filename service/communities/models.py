"""A community, the people who run it, their sign-in links, and its pictures."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core import clock
from service.core.db import NEVER_AGAIN, Base
from service.core.tokens import new


class Community(Base):
    __tablename__ = "community"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="nb")
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["nb", "nn", "nl", "en"])
    country: Mapped[str] = mapped_column(String(2), default="NO")
    zone: Mapped[str] = mapped_column(String(40), default="Europe/Oslo")
    sender_name: Mapped[str] = mapped_column(String(120))
    sender_email: Mapped[str] = mapped_column(String(254))
    controller: Mapped[str] = mapped_column(String(160))  # who answers for the data (GDPR art. 13)
    controller_email: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(200))  # post, or organisation number
    colour: Mapped[str] = mapped_column(String(7), default="#0B4F5C")
    logo: Mapped[str | None] = mapped_column(String(20))  # the token of one of its pictures
    cadence: Mapped[str] = mapped_column(String(80), default="")  # "ca. en gang i måneden"
    member_gets: Mapped[str] = mapped_column(default="")
    member_gives: Mapped[str] = mapped_column(default="")
    channel_name: Mapped[str] = mapped_column(String(80), default="")
    channel_url: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    staff: Mapped[list["Staff"]] = relationship(back_populates="community")

    @property
    def logo_url(self) -> str | None:
        """Where its logo is served, below the address of the service."""
        return f"/{self.slug}/pictures/{self.logo}" if self.logo else None


class Account(Base):
    """Somebody who can sign in; staff of one community or several."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(
        String(254), unique=True
    )  # lower case: see contacts/rules.py
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="nb")
    epoch: Mapped[int] = mapped_column(default=0)  # raised to end every open session


class Staff(Base):
    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("community_id", "account_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship(back_populates="staff")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    role: Mapped[str] = mapped_column(String(20))
    digest: Mapped[bool] = mapped_column(default=True)  # each morning: what waits in the inbox
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def name(self) -> str:
        return self.account.name


class SignIn(Base):
    """One link sent to one account: used once, within minutes, by the browser that asked."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    account: Mapped[Account] = relationship()
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Picture(Base):
    """A logo or a newsletter picture, served from our own address."""

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    token: Mapped[str] = mapped_column(String(20), unique=True, default=new)
    media_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class ApiKey(Base):
    """What a program shows to act for a community. Only its digest is kept."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))  # which program, in the words of who made it
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
