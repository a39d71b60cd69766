"""An event as planned, and each person's registration for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.communities.models import Community
from service.contacts.models import Person
from service.contacts.rules import first_name
from service.core import clock, tokens
from service.core.db import Base
from service.events import kinds, rules


class Event(Base):
    """States (domain § 2.4): draft, tentative (a season, no date), scheduled (a date, no
    registration yet), published, registration_closed, held, cancelled."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("community_id", "slug"),
        Index("ix_event_list", "community_id", "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community] = relationship()
    slug: Mapped[str] = mapped_column(String(80))
    kind_name: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(default="")
    programme: Mapped[str] = mapped_column(default="")
    season: Mapped[str] = mapped_column(String(60), default="")  # until it has a date
    starts_at: Mapped[datetime | None]  # a draft may wait for its date
    ends_at: Mapped[datetime | None]
    doors_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    online_url: Mapped[str] = mapped_column(String(300), default="")  # for those who are not there
    address: Mapped[str] = mapped_column(String(160), default="")
    meeting_point: Mapped[str] = mapped_column(String(160), default="")
    note: Mapped[str] = mapped_column(String(300), default="")  # what to bring, what to wear
    access: Mapped[str] = mapped_column(String(300), default="")  # steps, loop, which languages
    photos: Mapped[str] = mapped_column(String(300), default="")  # who takes pictures, and for what
    capacity: Mapped[int]
    guests_most: Mapped[int] = mapped_column(default=0)  # that each may bring along
    asks_needs: Mapped[bool] = mapped_column(default=False)  # food and access, for the hosts only
    audience: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    responsible: Mapped[str] = mapped_column(String(120), default="")
    organisers: Mapped[str] = mapped_column(String(300), default="")  # who else invites, one a line
    opens_at: Mapped[datetime | None]  # to everybody, when it is for Pådrivere first
    closes_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)  # rises when time or place changes (RFC 5546)
    reminded: Mapped[int | None]  # hours before the start of the last reminder that went out
    outcome: Mapped[str] = mapped_column(default="")  # what came of it, for everybody to read
    material: Mapped[str] = mapped_column(String(300), default="")  # where to read more
    thanked_at: Mapped[datetime | None]
    called_off: Mapped[str] = mapped_column(String(500), default="")  # why, in the manager's words
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    tracks: Mapped[list["Track"]] = relationship(order_by="Track.id", cascade="all, delete-orphan")

    @property
    def start(self) -> datetime:
        """The start of an event that has one: each that was ever published."""
        assert self.starts_at is not None
        return self.starts_at

    @property
    def end(self) -> datetime:
        assert self.ends_at is not None
        return self.ends_at

    @property
    def closes(self) -> datetime:
        return self.closes_at or self.start

    @property
    def members_only(self) -> bool:
        return self.audience == rules.COMMUNITY

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= clock.now()

    @property
    def takes_registrations(self) -> bool:
        is_open = self.state == "published"
        return is_open and rules.takes_registrations(self.state, clock.now(), self.closes)

    @property
    def also(self) -> list[str]:
        """Who arranges it together with the community."""
        return self.organisers.splitlines()

    def reminder_due(self, now: datetime) -> int | None:
        kind = kinds.find(self.kind_name)
        hours = kind.reminders_hours if kind else ()
        return rules.reminder_due(hours, self.reminded, self.start, now, self.community.zone)

    @property
    def where(self) -> str:
        """Place and address on one line, and where to meet when that is somewhere else."""
        return ", ".join(part for part in (self.place, self.address, self.meeting_point) if part)

    @property
    def items(self) -> list[tuple[str, str]]:
        return rules.programme(self.programme)

    @property
    def door_token(self) -> str:
        return tokens.sign("door", self.id)


class Track(Base):
    """One of several things at the same time at an event; each person chooses one."""

    __tablename__ = "event_track"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[int | None]  # as many as the event has seats for, when there is none

    @property
    def line(self) -> str:
        """As a manager writes it."""
        return self.title if self.capacity is None else f"{self.title} ({self.capacity})"


class Registration(Base):
    """One person at one event, or a walk-in who left no address.

    States: saved (told of the date), invited, declined, asked (at first for Pådrivere), held,
    confirmed, waitlisted, offered, passed, released, cancelled, transferred, attended, no_show.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_registration_state", "event_id", "state", "waiting_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    event: Mapped[Event] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship()  # none for who walked in and left no address
    name: Mapped[str] = mapped_column(String(120))  # as given for this event
    state: Mapped[str] = mapped_column(String(20))
    guests: Mapped[int] = mapped_column(default=0)  # who come along, without a name of their own
    role: Mapped[str] = mapped_column(String(20), default="")  # rules.ROLES; a guest has none
    online: Mapped[bool] = mapped_column(default=False)  # they were there from afar
    track_id: Mapped[int | None] = mapped_column(ForeignKey("event_track.id"), index=True)
    track: Mapped[Track | None] = relationship()
    track_state: Mapped[str] = mapped_column(String(10), default="")  # in, waiting; none: no seat
    track_since: Mapped[datetime | None]  # they wait for it, or have it, since then
    held_until: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    checked_in_by: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    wants_newsletter: Mapped[bool] = mapped_column(default=False)  # ticked, and not yet confirmed
    wants_membership: Mapped[bool] = mapped_column(default=False)
    wants_notes: Mapped[bool] = mapped_column(default=False)  # cannot come, and wants to know
    walk_in: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)  # rises each time they leave or return
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def party(self) -> int:
        """Seats they need: their own and one for each guest."""
        return 1 + (self.guests or 0)  # a row that is not written yet has no default

    @property
    def who(self) -> Person:
        """The person behind it; only walk-ins without an address have none."""
        assert self.person is not None
        return self.person

    @property
    def first_name(self) -> str:
        return first_name(self.name)

    @property
    def asks_more(self) -> bool:
        """Whether the same yes also starts the newsletter or the membership."""
        return self.wants_newsletter or self.wants_membership

    @property
    def version(self) -> int:
        """The SEQUENCE of this person's calendar entry."""
        return self.event.sequence + self.sequence


class Todo(Base):
    """Something of the back-plan that staff have ticked off."""

    __tablename__ = "event_todo"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)  # kinds/__init__.py: LONG
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    done_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_by: Mapped[str] = mapped_column(String(120), default="")


class DoorAct(Base):
    """That an act of a phone at the door has been counted; the same one never counts again."""

    __tablename__ = "door_act"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Question(Base):
    """What one event asks besides, in the manager's own words."""

    __tablename__ = "event_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # forms/questions.py: KINDS
    words: Mapped[str] = mapped_column(String(200))
    options: Mapped[str] = mapped_column(default="")  # one a line
    required: Mapped[bool] = mapped_column(default=False)
    remember: Mapped[bool] = mapped_column(default=False)  # an answer to the same words serves here

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self.options.splitlines())


class Answer(Base):
    """What one person answered to one question."""

    __tablename__ = "event_answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("event_question.id"), index=True)
    question: Mapped[Question] = relationship()
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    words: Mapped[str]  # several on a line each; "yes" for a ticked box


class Needs(Base):
    """Food and access of one person at one event, sealed; gone three days after (domain L-7)."""

    __tablename__ = "registration_needs"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    sealed: Mapped[str]
    wording: Mapped[str]  # of the tick, in the words shown; goes with the needs
    agreed_at: Mapped[datetime] = mapped_column(default=clock.now)
