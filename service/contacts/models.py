"""A person by their address, their organisation, each consent word for word, each subscription."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.communities.models import Community
from service.contacts import rules
from service.core import clock
from service.core.db import NEVER_AGAIN, Base


class Organisation(Base):
    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("community_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    name: Mapped[str] = mapped_column(String(160))
    sector: Mapped[str | None] = mapped_column(String(20))


class Person(Base):
    """One address, one person, in one community."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("community_id", "email_key"),
        Index("ix_person_community_name", "community_id", "name"),
        Index("ix_person_address", "community_id", "address_state", "address_changed_at"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship()
    email: Mapped[str] = mapped_column(String(254))  # as typed
    email_key: Mapped[str] = mapped_column(String(254))  # as compared
    address_state: Mapped[str] = mapped_column(String(20), default="unverified")
    address_changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    soft_count: Mapped[int] = mapped_column(default=0)  # letters in a row that came back for now
    soft_since: Mapped[datetime | None]  # the first of them
    soft_at: Mapped[datetime | None]  # the last of them
    probed_at: Mapped[datetime | None]  # when we asked whether letters reach it at all
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    source: Mapped[str] = mapped_column(
        String(200)
    )  # where we have the address from (GDPR art. 14)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    subscriptions: Mapped[list["Subscription"]] = relationship(back_populates="person")

    @property
    def first_name(self) -> str:
        return rules.first_name(self.name)


class Consent(Base):
    """Append-only: what was asked, given, renewed or withdrawn, in the very words shown."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    purpose: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(20))  # asked, given, renewed, withdrawn
    version: Mapped[str] = mapped_column(String(40))
    words: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    page: Mapped[str] = mapped_column(String(300))
    evidence: Mapped[str] = mapped_column(String(300))  # the message or button that proves it
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Subscription(Base):
    """One person's place on one list: requested, refused, active, paused, withdrawn."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("person_id", "list"),
        Index("ix_subscription_audience", "community_id", "list", "state", "changed_at"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(back_populates="subscriptions")
    list: Mapped[str] = mapped_column(String(40), default=rules.NEWSLETTER)
    state: Mapped[str] = mapped_column(String(20))
    paused_until: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


KEEP = {
    "sqlite": (
        "CREATE TRIGGER consent_is_never_changed BEFORE UPDATE ON consent "
        "BEGIN SELECT RAISE(ABORT, 'a consent is never changed'); END",
        "CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent "
        "WHEN OLD.act <> 'asked' BEGIN SELECT RAISE(ABORT, 'a consent is never deleted'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION keep_consent() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a consent is never changed or deleted'; END $$",
        "CREATE TRIGGER consent_is_never_changed BEFORE UPDATE ON consent "
        "FOR EACH ROW EXECUTE FUNCTION keep_consent()",
        "CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent "
        "FOR EACH ROW WHEN (OLD.act <> 'asked') EXECUTE FUNCTION keep_consent()",
    ),
}  # what was only asked goes with the person who never confirmed (GDPR art. 5(1)(e))

for dialect, statements in KEEP.items():
    for statement in statements:
        rule = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy gives DDL no types
        event.listen(Consent.__table__, "after_create", rule)


@event.listens_for(Consent, "before_update")
@event.listens_for(Consent, "before_delete")
def refuse(_mapper: Any, _connection: Any, _consent: Consent) -> None:
    raise PermissionError("a consent is never changed: write a new one")
