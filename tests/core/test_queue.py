"""Work left for later leaves when we have committed, and only then."""

import pytest
from redis import Redis
from sqlalchemy import text

from service.core.db import session
from service.core.queue import later, queue


@pytest.fixture(autouse=True)
def begun(app):
    session.execute(text("SELECT 1"))


def waiting() -> list[list[int]]:
    return [list(job.args) for job in queue("urgent").jobs]


def test_it_leaves_with_the_commit():
    later("deliver", 7)
    assert waiting() == []
    session.commit()
    assert waiting() == [[7]]


def test_it_is_forgotten_by_a_rollback_even_if_another_commit_follows():
    later("deliver", 7)
    session.rollback()
    session.execute(text("SELECT 1"))
    session.commit()
    assert waiting() == []


def test_a_savepoint_that_ends_well_does_not_send_it_early():
    later("deliver", 7)
    with session.begin_nested():
        later("deliver", 8)
    assert waiting() == []
    session.commit()
    assert waiting() == [[7], [8]]


def test_a_savepoint_that_fails_keeps_what_came_before():
    later("deliver", 7)
    session.begin_nested().rollback()
    session.commit()
    assert waiting() == [[7]]


def test_a_redis_that_is_away_does_not_undo_what_was_committed(app):
    app.extensions["redis"] = Redis(port=1)
    later("deliver", 7)
    session.commit()
