"""A short version of `make test-torture`: nobody is lost, nobody gets two different letters."""

import pytest

from tests.bench.ours import House
from tests.bench.sink import fast_sink
from tests.torture.__main__ import CONNECTIONS, FAULTY, WINDOW
from tests.torture.harness import Torture, database_crashes, kill_loop, two_senders

pytestmark = [pytest.mark.torture, pytest.mark.postgres]


@pytest.fixture
def tortured():
    """tortured(people, ordeal) is the report; the house stands for this test alone."""

    def undergo(people, ordeal, database="postgresql", **sink):
        with House(people, database) as house:
            log = house.data / "accepted"
            with fast_sink(log=log, **sink) as far:
                return ordeal(Torture(house, far.port, log, CONNECTIONS))

    return undergo


def sound(report):
    assert (report.lost, report.unsettled, report.two_message_ids, report.strangers) == (0,) * 4


@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_kill_after_kill_loses_nobody_and_doubles_few(tortured, database):
    """A27. Each kill leaves no more in doubt than there are connections."""
    report = tortured(4000, lambda t: kill_loop(t, 6), database)
    sound(report)
    assert report.kills > 0
    assert report.most <= CONNECTIONS
    assert report.duplicates <= CONNECTIONS * report.kills


def test_a_server_that_misbehaves_as_well_loses_nobody(tortured):
    sound(tortured(1500, lambda t: kill_loop(t, 3), faults=FAULTY))


def test_two_senders_killed_and_held_still_lose_nobody(tortured):
    report = tortured(6000, lambda t: two_senders(t, 2))
    sound(report)
    assert report.duplicates <= WINDOW * 2


def test_a_database_that_crashes_loses_nobody(tortured):
    report = tortured(6000, lambda t: database_crashes(t, 2))
    sound(report)
    assert report.duplicates <= CONNECTIONS * 2
