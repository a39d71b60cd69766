"""Which process watches which queues, and how processes are started, watched and ended."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from threading import Event

from flask import Flask
from rq import SimpleWorker, Worker
from rq.worker import BaseWorker
from sqlalchemy.orm import configure_mappers

import emails
from service.core.embedded import die_with_parent
from service.core.queue import QUEUES, queue
from service.core.words import LANGUAGES, force_locale, gettext
from workers import campaign, deliver, receive, tick

JOBS = (campaign, deliver, receive, tick)  # at hand before the first fork
COUNT = 3  # one for whatever is urgent, two for newsletters
BULK = "bulk"
GRACE = 30  # seconds a worker has to finish its job before it is ended
LOG = "%(asctime)s %(levelname)s %(name)s %(message)s"
TALKERS = ("mail.log", "rq.worker", "rq.scheduler")  # they write addresses, or a line for each job

log = logging.getLogger(__name__)


def logs(level: int = logging.INFO) -> None:
    """To stderr: numbers of rows, never a name, an address or a word that somebody wrote."""
    logging.basicConfig(level=level, format=LOG, stream=sys.stderr)
    for name in TALKERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def until_stopped() -> Event:
    """Set by Ctrl-C or SIGTERM."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def worker(app: Flask, queues: Sequence[str]) -> None:
    """One RQ worker until it is told to stop. The short times find orphaned jobs in a minute."""
    with app.app_context():
        watched = [queue(name) for name in queues]
    warm(app)
    kind_of(queues)(
        watched,
        connection=watched[0].connection,
        serializer="json",
        worker_ttl=60,
        maintenance_interval=30,
        job_monitoring_interval=10,
        log_job_description=False,
    ).work(with_scheduler=True, logging_level="WARNING")


def kind_of(queues: Sequence[str]) -> type[BaseWorker]:
    """Newsletters run for minutes, in a fork of their own that may be given up on.

    Letters to one and mail that came in are short, and a fork for each would cost ten times what
    they do; what might fell a reader of mail has a child of its own anyway (workers/reader.py).
    """
    return Worker if BULK in queues else SimpleWorker


def warm(app: Flask) -> None:
    """All that each job's fork would do anew otherwise: nine tenths of a letter's time."""
    configure_mappers()
    emails.warm()
    with app.app_context():
        for language in LANGUAGES:
            with force_locale(language):
                gettext("Yes")


def shares(queues: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """What each of `count` workers watches: the first never takes bulk, so a yes never waits."""
    every = tuple(name for name in QUEUES if name in queues)
    quick = tuple(name for name in every if name != "bulk") or every
    return [quick if number == 0 and count > 1 else every for number in range(count)]


def workers(queues: Sequence[str], count: int) -> None:
    """Several workers as our children; one that ends is started again, and all end with us."""
    stop = until_stopped()
    commands = [child(names) for names in shares(queues, count)]
    children = [start(command) for command in commands]
    log.info("%d workers, processes %s", count, [one.pid for one in children])
    while not stop.wait(0.5):
        for number, one in enumerate(children):
            if one.poll() is not None:
                log.warning("worker %d ended with %s and is started again", one.pid, one.returncode)
                children[number] = start(commands[number])
                stop.wait(1)
    end(children)


def child(queues: Sequence[str]) -> list[str]:
    alone = "--queues", ",".join(queues), "--count", "1"
    return [sys.executable, "-m", "workers.command", "worker", *alone]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a group of its own: Ctrl-C reaches us, and we let it finish its job."""
    return subprocess.Popen(die_with_parent(command), process_group=0, env=dict(os.environ))


def end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for one in children:
        one.terminate()
    deadline = time.monotonic() + GRACE
    for one in children:
        try:
            one.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
