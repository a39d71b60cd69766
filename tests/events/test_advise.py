"""What a manager is told about a date, in time to think again."""

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.communities.models import Community
from service.core.db import session
from service.core.words import force_locale
from service.events import actions
from service.events.models import Event
from tests import people
from tests.events.planning import AGOT, OSLO, breakfast, plan

pytestmark = pytest.mark.usefixtures("still")  # Monday 23 November 2026


def day(year: int, month: int, date: int) -> dict[str, Any]:
    start = datetime(year, month, date, 8, 0, tzinfo=OSLO)
    return {"starts_at": start, "ends_at": start.replace(hour=10), "doors_at": None}


def draft(community: Community, kind: str, year: int, month: int, date: int) -> Event:
    event = actions.draft(community, plan(kind_name=kind, **day(year, month, date)), AGOT)
    session.commit()
    return event


ADVICE = [
    ("gathering", (2026, 12, 29), ["8 uker", "36 dager"]),  # A12: five weeks ahead
    ("gathering", (2027, 1, 26), []),
    ("gathering", (2027, 1, 18), []),  # eight weeks to the day, though an hour is missing
    ("breakfast", (2026, 11, 24), ["4 uker", "1 dag"]),
    ("breakfast", (2027, 5, 17), ["Grunnlovsdag"]),
    ("breakfast", (2027, 3, 26), ["Langfredag"]),
    ("breakfast", (2027, 3, 30), []),
]


@pytest.mark.parametrize(("kind", "date", "says"), ADVICE)
def test_the_date_is_looked_at(
    community: Community, kind: str, date: tuple[int, int, int], says: list[str]
) -> None:
    found = " ".join(actions.advice(draft(community, kind, *date), "nb"))
    assert [word in found for word in says] == [True] * len(says)
    assert bool(found) == bool(says)


def test_who_reads_another_language_gets_the_name_in_english(community: Community) -> None:
    with force_locale("nl"):
        (said,) = actions.advice(draft(community, "breakfast", 2027, 3, 26), "nl")
    assert said == "Die dag is een feestdag: Good Friday."


def test_another_event_on_the_same_day_is_named(community: Community) -> None:
    other = breakfast(community, title="Kaffe", **day(2027, 2, 3))
    (said,) = actions.advice(draft(community, "breakfast", 2027, 2, 3), "nb")
    assert other.title in said


def test_a_warning_never_stands_in_the_way(client: FlaskClient, community: Community) -> None:
    """A12."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    event = draft(community, "gathering", 2026, 12, 29)
    people.sign_in(client, community.staff[0])
    page = f"/admin/havnevik/events/{event.id}"
    assert "8 uker i forveien" in client.get(page).text
    client.post(f"{page}/publish")
    session.expire_all()
    assert event.state == "published"
