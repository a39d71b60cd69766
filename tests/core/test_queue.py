"""Work left for later leaves when we have committed, and only then."""

import pytest
from redis import Redis
from rq import SimpleWorker
from rq.job import JobStatus
from sqlalchemy import text

from service.core.db import session
from service.core.queue import JOBS, enqueue, later, queue


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


def started(name):
    """As a worker that has taken it and is at work on it."""
    here = queue(JOBS[name.partition("-")[0]][0])
    job = here.fetch_job(name)
    here.remove(name)
    job.set_status(JobStatus.STARTED)
    return job


def in_line(name="urgent"):
    return queue(name).job_ids


def test_what_waits_is_not_queued_twice():
    enqueue("deliver", 7)
    enqueue("deliver", 7)
    enqueue("deliver", 8)
    assert in_line() == ["deliver-7", "deliver-8"]


def test_while_one_runs_one_more_may_wait_and_no_third():
    enqueue("send_batch", 3)
    job = started("send_batch-3")
    for _ in range(3):
        enqueue("send_batch", 3)
    assert in_line("bulk") == ["send_batch-3-next"]
    job.delete()
    enqueue("send_batch", 3)
    assert in_line("bulk") == ["send_batch-3-next"]


def test_what_has_failed_may_be_queued_again():
    enqueue("deliver", 7)
    started("deliver-7").set_status(JobStatus.FAILED)
    enqueue("deliver", 7)
    assert in_line() == ["deliver-7"]


def test_what_will_be_tried_again_by_itself_is_not_queued_beside_it():
    enqueue("deliver", 7)
    started("deliver-7").set_status(JobStatus.SCHEDULED)
    enqueue("deliver", 7)
    assert in_line() == []


def test_what_a_dead_worker_took_with_it_may_be_queued_again():
    enqueue("deliver", 7)
    queue("urgent").remove("deliver-7")
    enqueue("deliver", 7)
    assert in_line() == ["deliver-7"]


def test_what_is_done_may_be_queued_again(worker):
    session.rollback()
    for _ in range(2):
        enqueue("deliver", 7)
        assert in_line() == ["deliver-7"]
        worker()
        assert in_line() == []


def test_what_fails_in_earnest_is_tried_again_and_then_may_be_queued_anew(monkeypatch):
    monkeypatch.setitem(JOBS, "deliver", ("urgent", "tests.core.test_queue.stumble"))
    enqueue("deliver", 7)
    SimpleWorker([queue("urgent")], connection=queue("urgent").connection, serializer="json").work(
        burst=True
    )
    assert queue("urgent").scheduled_job_registry.get_job_ids() == ["deliver-7"]
    enqueue("deliver", 7)
    assert in_line() == []


def stumble(_number):
    raise ValueError
