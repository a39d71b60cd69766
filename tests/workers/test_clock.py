"""One tick a minute, however many clocks there are, and none lost to a Redis that was away."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
import time_machine
from flask import Flask
from redis import Redis

from service.core.queue import queue
from tests.processes import wait_until
from workers import clock

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def ticks(app: Flask) -> Callable[[], int]:
    with app.app_context():
        urgent = queue("urgent")
    return lambda: urgent.count


@pytest.mark.usefixtures("app")
def test_several_clocks_tick_once_a_minute(ticks: Callable[[], int]) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        assert [clock.tick(False) for _ in range(3)] == [False] * 3
        assert ticks() == 1
        time.shift(60)
        clock.tick(False)
        assert ticks() == 2


def test_it_ticks_at_once_and_ends_when_told(app: Flask, ticks: Callable[[], int]) -> None:
    stop = Event()
    running = Thread(target=clock.run, args=(app, stop))
    running.start()
    wait_until(lambda: ticks() == 1, "the first tick")
    stop.set()
    running.join(5)
    assert not running.is_alive()


def test_it_waits_for_the_full_minute() -> None:
    assert clock.pause(NOON, away=False) == pytest.approx(30.02)
    assert clock.pause(NOON, away=True) == 2


def test_a_redis_that_is_away_is_mentioned_once(
    app: Flask, ticks: Callable[[], int], caplog: pytest.LogCaptureFixture
) -> None:
    here = app.extensions["redis"]
    app.extensions["redis"] = Redis(port=1)
    assert clock.tick(False) is True
    assert clock.tick(True) is True
    assert [record.message for record in caplog.records] == [
        "Redis does not answer (ConnectionError). Still trying."
    ]
    app.extensions["redis"] = here
    assert clock.tick(True) is False
    assert ticks() == 1


@pytest.mark.usefixtures("letter")
def test_a_tick_is_a_job_that_runs_every_feature(app: Flask, worker: Callable[[], None]) -> None:
    app.extensions["redis"].flushdb()
    clock.tick(False)
    worker()
    assert queue("urgent").count == 0
