"""The roads that mail takes in these journeys."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from service.core.db import session
from tests import people
from tests.journeys.town import DOMAIN, Road, Town
from tests.postfix import postfix
from tests.processes import free_port
from tests.services import sink
from workers.lmtp import Door


@pytest.fixture(scope="module")
def road() -> Iterator[Road]:
    with ExitStack() as running:
        outside = running.enter_context(sink())
        door = free_port()
        yield Road(running.enter_context(postfix(DOMAIN, door, outside.port)), door, outside)


@pytest.fixture
def town(both: Flask, road: Road, worker: Callable[[], None]) -> Iterator[Town]:
    both.config["RELAYS"] = [f"smtp://127.0.0.1:{road.relay}"]
    road.outside.kept.clear()

    def work() -> None:
        session.commit()
        worker()

    door = Door(both, f"lmtp://127.0.0.1:{road.door}")
    door.start()
    yield Town(road, work, people.havnevik())
    door.close()
