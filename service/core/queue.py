"""Leave work for later: each job's name, and `later`, which queues it once we have committed.

A process may die between commit and enqueue, or Redis may be away: then the rows say what is
waiting, and each feature's `due.py` queues it again. So every job must be safe to run twice.

The same job waits once, however often it is asked for. While one runs, another may wait: a job
may ask for itself again, and what changed since it began is looked at anew.
"""

import logging

from flask import Flask, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq import Retry as Again
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import SessionTransaction

from service.core.db import session

QUEUES = ("urgent", "mail", "bulk")  # in order of urgency: a worker empties the first one first
JOBS = {
    "deliver": ("urgent", "workers.deliver.deliver"),
    "receive": ("mail", "workers.receive.receive"),
    "send_batch": ("bulk", "workers.campaign.send_batch"),
    "tick": ("urgent", "workers.tick.tick"),
}
# A server may take ten minutes for its last word (RFC 5321 § 4.5.3.2.6); other jobs are short.
TIMES = {"send_batch": 900}
OTHERWISE = 180
ALIVE = (JobStatus.QUEUED, JobStatus.SCHEDULED, JobStatus.STARTED)
AGAIN = Again(max=3, interval=[10, 60, 300])
log = logging.getLogger(__name__)


def init_app(app: Flask, url: str) -> None:
    """Fail at once when Redis is away: the page must not wait, and the clock finds the row."""
    once = Retry(NoBackoff(), 0)
    app.extensions["redis"] = Redis.from_url(url, socket_connect_timeout=2, retry=once)


def later(job: str, *args: int) -> None:
    """Queue this job once the current transaction has committed; forget it if it rolls back."""
    session().info.setdefault("later", []).append((job, args))


def enqueue(job: str, *args: int | str) -> None:
    """Queue now. If Redis is away the clock will find the row, so nobody else need know."""
    name = "-".join((job, *map(str, args)))
    names = name, f"{name}-next", f"{name}-third"  # what it is called while others of it run
    try:
        known = {each: living(JOBS[job][0], each) for each in names}
        if not any(map(waits, known.values())):
            free = (each for each in names if not runs(known[each]))
            queued(job, next(free, name), *args)
    except RedisError as error:
        log.warning("could not queue %s: %s", job, type(error).__name__)


def queued(job: str, name: str, *args: int | str) -> Job | None:
    """Queue it by this name. What already goes by it is given back; if it is over, it makes way."""
    target, path = JOBS[job]
    for _attempt in range(2):
        try:
            queue(target).enqueue(
                path,
                *args,
                job_id=name,
                unique=True,
                retry=AGAIN,
                job_timeout=TIMES.get(job, OTHERWISE),
                result_ttl=0,
                failure_ttl=86_400,
            )
        except DuplicateJobError:
            known = living(target, name)
            if known is not None:
                return known
        else:
            return None
    return None


def living(target: str, name: str) -> Job | None:
    """The job of this name if it runs or waits; one that ended, or got lost, is removed."""
    here = queue(target)
    try:
        job = Job.fetch(name, connection=here.connection, serializer="json")
    except NoSuchJobError:
        return None
    state = job.get_status(refresh=False)
    lost = state == JobStatus.QUEUED and here.get_job_position(name) is None
    if not lost and state in ALIVE:
        return job
    job.delete()
    return None


def waits(job: Job | None) -> bool:
    return job is not None and not runs(job)


def runs(job: Job | None) -> bool:
    return job is not None and job.get_status(refresh=False) == JobStatus.STARTED


def queue(name: str) -> Queue:
    return Queue(name, connection=current_app.extensions["redis"], serializer="json")


def lengths() -> dict[str, tuple[int, int]]:
    """Of each queue, how many jobs wait and how many have failed. RedisError when it is away."""
    queues = [queue(name) for name in QUEUES]
    return {each.name: (each.count, each.failed_job_registry.count) for each in queues}


@event.listens_for(Session, "after_commit")
def leave(committed: Session) -> None:
    if committed.in_nested_transaction():
        return
    for job, args in committed.info.pop("later", []):
        enqueue(job, *args)


@event.listens_for(Session, "after_soft_rollback")
def forget(rolled_back: Session, transaction: SessionTransaction) -> None:
    """A whole rollback forgets all; after a savepoint's, jobs find no row and end."""
    if not transaction.nested:
        rolled_back.info.pop("later", None)
