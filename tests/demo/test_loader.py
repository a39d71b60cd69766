"""The demo's data adds up, is loaded once, and sends nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from service.campaigns import queries as campaigns
from service.campaigns.models import Campaign
from service.contacts.models import Consent, Person
from service.core.db import session
from service.demo import loader, reckoning, times
from service.outbox.models import Message

SUMMER = timedelta(hours=2)
ANCHOR = date(2026, 11, 23)


@pytest.fixture
def loaded(both):  # the fixture brings the database
    assert loader.load(ANCHOR) is True
    session.commit()


@pytest.mark.usefixtures("loaded")
def test_every_sum_comes_out():
    lines = reckoning.reckon(loader.havnevik())
    assert [str(line) for line in lines if not line.right] == []
    assert str(lines[0]).endswith("= 250")
    assert [line.sum for line in lines[-1:]] == [
        "243 of 250; 2 hard_bounced, 3 paused, 2 suppressed"
    ]


@pytest.mark.usefixtures("loaded")
def test_loading_again_changes_nothing_and_nothing_leaves(smtp_sink, worker):
    tables = (Person, Consent, Message, Campaign)
    before = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    assert loader.load(ANCHOR) is False
    session.commit()
    worker()
    after = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    assert (after, smtp_sink.kept) == (before, [])


@pytest.mark.usefixtures("loaded")
def test_a_wrong_sum_is_named():
    session.delete(session.scalars(select(Campaign).where(Campaign.title == "Mars 2026")).one())
    someone = session.scalars(select(Person).where(Person.name == "Ærlig Fiktås")).one()
    someone.address_state = "suppressed"
    line = reckoning.audience(loader.havnevik())
    assert (line.right, str(line)[:3]) == (False, "NO ")
    session.rollback()


@pytest.mark.usefixtures("loaded")
def test_the_draft_has_its_three_faults_and_no_other():
    draft = session.scalars(select(Campaign).where(Campaign.title == "November 2026")).one()
    found = [(note.language, note.level, note.code) for note in campaigns.notes(draft)]
    assert sorted(found) == [
        ("nb", "block", "no_alt"),
        ("nb", "block", "vague_link"),
        ("nb", "hint", "no_year"),
    ]


@pytest.mark.parametrize(
    ("today", "anchor"),
    [
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 27), date(2026, 11, 23)),
        (date(2026, 11, 28), date(2026, 11, 30)),
    ],
)
def test_the_demo_moves_by_whole_weeks(today, anchor):
    assert times.anchor_for(today) == anchor


def test_weekdays_stay_when_the_demo_moves():
    calendar = times.Calendar(date(2027, 3, 29), "Europe/Oslo")
    moved = calendar.at(date(2026, 12, 2))
    assert (moved.strftime("%A %H:%M"), moved.utcoffset().total_seconds()) == (
        "Wednesday 09:00",
        7200,
    )
