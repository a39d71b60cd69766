"""Many ask for the last seats at the same moment: none is ever given twice.

The control at the end takes the lock away and sees seats oversold, so the test can fail.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.events import actions, queries
from service.events.actions import registration
from service.events.models import Event, Registration
from service.signup.models import SignupForm
from tests import people
from tests.events.planning import AGOT, breakfast, plan

CLIENTS, SEATS = 40, 10
TOGETHER = 12  # more than there are seats, fewer than there are connections


def open_breakfast() -> None:
    start = clock.now() + timedelta(days=20)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=1), "doors_at": None}
    breakfast(people.havnevik(), capacity=SEATS, **times)


def rush(app: Flask) -> Counter[str]:
    """Each client over a connection of its own, all let go at once; how they stand afterwards."""
    token = session.scalars(select(SignupForm.token)).one()
    session.remove()
    start = Barrier(CLIENTS)

    def ask(number: int) -> int:
        start.wait(timeout=30)
        answer = FlaskClient(app, app.response_class).post(
            f"/f/{token}",
            data={"name": f"Gjest {number}", "email": f"guest{number}@havnevik.example"},
            environ_overrides={"REMOTE_ADDR": f"10.0.0.{number}"},
        )
        return answer.status_code

    with ThreadPoolExecutor(CLIENTS) as crowd:
        assert Counter(crowd.map(ask, range(CLIENTS))) == {200: CLIENTS}
    return Counter(session.scalars(select(Registration.state)))


def test_ten_seats_and_forty_at_once(both: Flask) -> None:
    open_breakfast()
    assert rush(both) == {"held": SEATS, "waitlisted": CLIENTS - SEATS}
    event = session.scalars(select(Event)).one()
    line = session.scalars(queries.line(event)).all()
    assert [queries.position(each) for each in line] == list(range(1, CLIENTS - SEATS + 1))


@pytest.mark.postgres
def test_without_the_lock_the_same_rush_oversells(
    make_app: Callable[[str], Flask], postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: if this stops overselling, the test above proves nothing."""
    app = make_app(postgres_url)
    with app.app_context():
        open_breakfast()
        meeting = Barrier(TOGETHER)
        monkeypatch.setattr(registration, "locked", lambda event: unlocked(event, meeting))
        assert rush(app)["held"] > SEATS


def unlocked(event: Event, meeting: Barrier) -> Event:
    """Everybody is about to count the seats before anybody has taken one."""
    with suppress(BrokenBarrierError):
        meeting.wait(timeout=3)
    return event


def test_one_title_many_times_at_once_has_as_many_addresses(both: Flask) -> None:
    number = people.havnevik().id
    session.commit()
    session.remove()
    start = Barrier(4)

    def draft(_turn: int) -> str:
        with both.app_context():
            community = session.get_one(Community, number)
            session.rollback()
            start.wait(timeout=30)
            slug = actions.draft(community, plan(title="Frokost"), AGOT).slug
            session.commit()
            return slug

    with ThreadPoolExecutor(4) as crowd:
        slugs = sorted(crowd.map(draft, range(4)))
    assert slugs == ["frokost", "frokost-2", "frokost-3", "frokost-4"]
