"""Reminders: to each who is coming, in time to give the seat away, by day, and once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.events import actions
from service.events.due import due
from service.events.models import Event
from service.events.rules import reminder_due
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, OSLO, YES, breakfast, coming, letters, plan, register
from tests.events.test_admin import send

START = datetime(2026, 12, 2, 8, 0, tzinfo=OSLO)  # a Wednesday
DAY = timedelta(hours=24)
RULES = [
    ((24,), None, START - DAY - timedelta(minutes=1), None),
    ((24,), None, START - DAY, 24),
    ((24,), 24, START - DAY, None),
    ((168, 24), None, START - timedelta(hours=168), 168),
    ((168, 24), 168, START - timedelta(hours=100), None),
    ((168, 24), 168, START - timedelta(hours=20), 24),
    ((168, 24), None, START - timedelta(hours=20), 24),  # published late: one, not two
    ((168,), None, START - timedelta(hours=154), None),  # at ten in the evening nobody is disturbed
    ((24,), None, START - timedelta(hours=1), 24),
    ((24,), None, START, None),
    ((), None, START - timedelta(hours=1), None),
]


@pytest.mark.parametrize(("hours", "reminded", "now", "which"), RULES)
def test_which_reminder_is_due(
    hours: tuple[int, ...], reminded: int | None, now: datetime, which: int | None
) -> None:
    assert reminder_due(hours, reminded, START, now, "Europe/Oslo") == which


def reminded() -> list[str]:
    mine = select(Message).where(Message.letter == "events.reminder").order_by(Message.id)
    return [each.recipient.first_name for each in session.scalars(mine)]


def at(moment: datetime) -> None:
    """The clock strikes there, twice."""
    with time_machine.travel(moment, tick=False):
        for _ in range(2):
            due(clock.now())
            session.commit()


@pytest.fixture
def event(still: time_machine.Traveller, community: Community) -> Event:
    event = breakfast(community)
    coming(event, "kari")
    register(event, "ola")  # has not said yes
    actions.cancel(coming(event, "per"), YES)
    session.commit()
    return event


@pytest.mark.usefixtures("event")
def test_who_is_coming_is_reminded_once_the_day_before() -> None:
    at(START - DAY - timedelta(minutes=5))
    assert reminded() == []
    at(START - DAY)
    at(START - timedelta(hours=20))
    assert reminded() == ["Kari"]


def test_who_has_only_just_said_yes_needs_none(event: Event) -> None:
    with time_machine.travel(START - timedelta(hours=30), tick=False):
        coming(event, "gro")
    at(START - DAY)
    assert reminded() == ["Kari"]


def test_a_new_day_has_a_reminder_of_its_own(event: Event) -> None:
    at(START - DAY)
    later = {
        name: START + timedelta(days=7, hours=n) for n, name in enumerate(("starts_at", "ends_at"))
    }
    with time_machine.travel(START - timedelta(hours=22), tick=False):
        actions.edit(event, plan(**later, doors_at=None), AGOT)
        session.commit()
    at(START + timedelta(days=6))
    assert reminded() == ["Kari", "Kari"]


def test_a_called_off_event_reminds_nobody(event: Event) -> None:
    actions.call_off(event, "", AGOT)
    session.commit()
    at(START - DAY)
    assert reminded() == []


@pytest.mark.usefixtures("event")
def test_the_letter_says_when_where_and_how_to_give_up_the_seat() -> None:
    at(START.astimezone(UTC) - DAY)
    fields = session.scalars(
        select(Message.fields).where(Message.letter == "events.reminder")
    ).one()
    assert fields["when"] == "onsdag 2. desember 2026 kl. 08.00–09.30"
    assert (fields["where"], fields["doors"]) == ("Kulturhuset Sjøgata", "kl. 07.45")


@pytest.mark.usefixtures("still")
def test_whoever_comes_is_written_to_in_the_managers_words_and_once(
    community: Community, client: FlaskClient
) -> None:
    event = breakfast(community, capacity=2)
    coming(event, "anne")
    register(event, "bo")
    register(event, "cato")  # waits, and needs to know nothing yet
    staff = people.sign_in(client, community.staff[0])
    here = f"/{event.id}/practical"
    assert "2 har plass" in staff.get(f"/admin/havnevik/events{here}").text
    assert send(staff, here, message="  ") == 422
    for _ in range(2):
        assert send(staff, here, message="Inngangen er fra kaia.") == 303
    assert letters().count("practical") == 2
    assert send(staff, here, message="Ta med en kopp.") == 303
    assert letters().count("practical") == 4
    actions.call_off(event, "", AGOT)
    session.commit()
    assert send(staff, here, message="Glem det.") == 422
