"""Each minute, on the minute: ask for a tick, once however many clocks there are."""

import logging
from datetime import datetime
from threading import Event

from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError

from service.core import clock
from service.core.queue import JOBS, queue

MINUTE = 60
MEMORY = 10 * MINUTE  # how long a minute stays taken

log = logging.getLogger(__name__)


def run(app: Flask, stop: Event) -> None:
    """One tick at once, then one a minute until `stop` is set."""
    away = False
    with app.app_context():
        while True:
            away = tick(away)
            if stop.wait(pause(clock.now(), away)):
                return


def tick(away: bool) -> bool:
    """Ask for this minute's tick. True while Redis is away; that is said once, not every second."""
    try:
        if first(current_app.extensions["redis"], clock.now()):
            ask()
    except RedisError as error:
        if not away:
            log.warning("Redis does not answer (%s). Still trying.", type(error).__name__)
        return True
    if away:
        log.warning("Redis answers again.")
    return False


def first(redis: Redis, moment: datetime) -> bool:
    """True for one clock in each minute."""
    return bool(redis.set(f"clock:{moment:%Y%m%d%H%M}", "1", nx=True, ex=MEMORY))


def ask() -> None:
    """A tick that nobody took within its minute is dropped: the next one finds the same work."""
    name, path = JOBS["tick"]
    queue(name).enqueue(path, ttl=MINUTE, result_ttl=0, failure_ttl=3600)


def pause(moment: datetime, away: bool) -> float:
    """Seconds to the next full minute, or a short while when Redis is away."""
    into = moment.second + moment.microsecond / 1e6
    return 2.0 if away else MINUTE - into + 0.02
