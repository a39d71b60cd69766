"""Leave work for later: each job's name, and `later`, which queues it once we have committed.

A process may die between commit and enqueue, or Redis may be away: then the rows say what is
waiting, and each feature's `due.py` queues it again. So every job must be safe to run twice.
"""

import logging

from flask import Flask, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq import Retry as Again
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
    name, path = JOBS[job]
    try:
        queue(name).enqueue(path, *args, retry=AGAIN, result_ttl=0, failure_ttl=86_400)
    except RedisError as error:
        log.warning("could not queue %s: %s", job, type(error).__name__)


def queue(name: str) -> Queue:
    return Queue(name, connection=current_app.extensions["redis"], serializer="json")


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
