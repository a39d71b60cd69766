"""A breakfast that Ærlig has asked for a seat at, and a way to let a mail arrive."""

from datetime import timedelta
from typing import Protocol

import pytest
from sqlalchemy import select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.events import actions as events
from service.events.models import Event, Registration
from service.events.rules import Applicant, Plan
from service.inbox import actions
from service.inbox.models import Inbound
from service.inbox.read import read
from service.outbox.models import Message

DOMAIN = "svar.havnevik.example"


class Arrives(Protocol):
    def __call__(self, raw: bytes, to: str, envelope_from: str = ...) -> Inbound: ...


@pytest.fixture
def breakfast(community: Community) -> Event:
    start = clock.now().replace(microsecond=0) + timedelta(days=20)
    plan = Plan(
        "breakfast",
        "Frokost på kaia",
        summary="Kaffe og en kort prat.",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        place="Sjøhuset",
        address="Sjøgata 1, Havnevik",
        capacity=2,
        responsible="Ågot Prøvesen",
    )
    event = events.announce(community, plan, Cause("admin"))
    session.commit()
    return event


@pytest.fixture
def seat(breakfast: Event) -> Registration:
    """Ærlig's seat, held until she answers the letter."""
    return ask_for_a_seat(breakfast)


def ask_for_a_seat(breakfast: Event, language: str = "nb") -> Registration:
    applicant = Applicant("Ærlig Fiktås", "aerlig@havnevik.example", language)
    registration = events.register(breakfast, applicant).registration
    session.commit()
    return registration


@pytest.fixture
def letter(seat: Registration) -> Message:
    """The letter that asks her to confirm it."""
    return last_letter(seat.community_id)


def last_letter(community_id: int | None = None) -> Message:
    mine = [Message.community_id == community_id] if community_id else []
    return session.scalars(select(Message).where(*mine).order_by(Message.id.desc())).first()  # type: ignore[return-value]


@pytest.fixture
def arrives() -> Arrives:
    """arrives(raw, to) keeps the mail and does what the worker does; the row it became."""

    def arrive(raw: bytes, to: str, envelope_from: str = "aerlig@havnevik.example") -> Inbound:
        number = actions.take_in(envelope_from, to, raw)
        session.commit()
        inbound = session.get_one(Inbound, number)
        actions.handle(inbound, read(raw, to, envelope_from))
        session.commit()
        return inbound

    return arrive


def box(letter: Message, name: str = "reply") -> str:
    return f"{name}+{letter.token}@{DOMAIN}"


def letters_after(letter: Message) -> list[Message]:
    query = select(Message).where(Message.id > letter.id).order_by(Message.id)
    return list(session.scalars(query))
