"""Which process watches what: no queue without a worker, no yes behind a newsletter."""

import pytest
from rq import SimpleWorker, Worker

from service.core.queue import JOBS, QUEUES
from workers.run import child, kind_of, shares


@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_queue_is_watched_and_the_urgent_one_first(count: int) -> None:
    watched = shares(QUEUES, count)
    assert len(watched) == count
    assert set().union(*watched) == set(QUEUES)
    assert [names[0] for names in watched] == ["urgent"] * count


def test_of_several_workers_one_never_takes_newsletters() -> None:
    assert shares(QUEUES, 3) == [("urgent", "mail"), QUEUES, QUEUES]


def test_a_worker_for_newsletters_alone_watches_just_them() -> None:
    assert shares(["bulk"], 2) == [("bulk",), ("bulk",)]


def test_a_worker_that_was_started_starts_no_others() -> None:
    assert child(("urgent", "mail"))[2:] == [
        *("workers.command", "worker", "--queues", "urgent,mail"),
        *("--count", "1"),
    ]


def test_every_job_goes_to_a_queue_that_is_there() -> None:
    assert {name for name, _ in JOBS.values()} == set(QUEUES)


def test_only_a_worker_that_takes_newsletters_forks() -> None:
    kinds = [kind_of(queues) for queues in shares(QUEUES, 3)]
    assert kinds == [SimpleWorker, Worker, Worker]
