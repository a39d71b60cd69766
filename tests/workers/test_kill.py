"""Real processes killed at a bad moment: what was acknowledged or committed is still there."""

import asyncio
import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from rq import Worker
from sqlalchemy import ColumnElement, func, select, update

from service.core import clock
from service.core.config import Settings
from service.core.db import session
from service.inbox.models import Inbound
from service.outbox import due
from service.outbox.models import Message
from tests.inbox import wire
from tests.processes import free_port, listens, wait_until
from tests.services import Sink
from tests.workers.conftest import offer

pytestmark = pytest.mark.torture
TO = "hei@svar.havnevik.example"


@contextmanager
def process(app: Flask, *arguments: str, door: int = 0) -> Iterator["subprocess.Popen[bytes]"]:
    """`paadriv …` with the settings of this test; killed at the end if it is still there."""
    command = [sys.executable, "-m", "workers.command", *arguments]
    log = (app.config["SETTINGS"].data / "log").open("ab")
    child = subprocess.Popen(
        command, env=environment(app.config["SETTINGS"], door), stderr=log, process_group=0
    )
    try:
        yield child
    finally:
        kill(child)
        log.close()


def environment(settings: Settings, door: int) -> dict[str, str]:
    ours = {
        "DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SMTP_URL": settings.smtp_url,
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url,
        "MAIL_DOMAIN": settings.mail_domain,
        "DOOR": f"127.0.0.1:{door}" if door else "",
    }
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("PAADRIV_")}
    return inherited | {f"PAADRIV_{name}": value for name, value in ours.items() if value}


def kill(child: "subprocess.Popen[bytes]") -> None:
    """The process and, of a worker, the child that does its job: as when a machine goes down."""
    for one in (*children_of(child.pid), child.pid):
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue
    child.wait(10)


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(number) for number in path.read_text().split()] if path.exists() else []


def is_python(pid: int) -> bool:
    return "setpriv" not in Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]


def number(of: ColumnElement[bool]) -> int | None:
    session.rollback()
    found = session.scalar(select(func.count()).select_from(Inbound).where(of))
    session.rollback()
    return found


@pytest.mark.usefixtures("community")
def test_the_door_killed_after_its_250_has_lost_nothing(
    app: Flask, worker: Callable[[], None]
) -> None:
    port = free_port()
    session.rollback()
    with process(app, "door", door=port) as door:
        wait_until(lambda: listens(port), "the door")
        with smtplib.LMTP("127.0.0.1", port) as talk:
            talk.ehlo_or_helo_if_needed()
            replies = [offer(talk, TO, wire.mail(TO, f"Hei {n}"))[0] for n in range(20)]
            kill(door)
    assert replies == [250] * 20
    assert number(Inbound.state == "new") == 20
    worker()
    assert number(Inbound.state == "waiting") == 20


def test_a_worker_killed_while_it_delivers_leaves_a_letter_that_arrives_once(
    app: Flask, letter: Message, post_office: Sink, worker: Callable[[], None]
) -> None:
    begun = Event()

    async def hold(*_: object) -> None:
        begun.set()
        await asyncio.sleep(600)

    post_office.handle_DATA = hold  # type: ignore[assignment,method-assign]
    session.rollback()
    with process(app, "worker", "--count", "1") as killed:
        assert begun.wait(30), "the worker never came to deliver"
        kill(killed)
    del post_office.handle_DATA
    session.refresh(letter)
    assert (letter.state, post_office.kept) == ("sending", [])
    long_ago = clock.now() - timedelta(minutes=5)  # the lease of the dead worker has run out
    session.execute(update(Message).values(due_at=long_ago))
    due.due(clock.now())
    session.commit()
    worker()
    session.refresh(letter)
    assert (letter.state, len(post_office.kept)) == ("sent", 1)


@pytest.mark.usefixtures("community")
def test_several_workers_start_again_the_one_that_dies_and_end_together(app: Flask) -> None:
    session.rollback()
    with process(app, "worker", "--count", "2") as parent:
        wait_until(lambda: len(children_of(parent.pid)) == 2, "two workers")
        first, second = children_of(parent.pid)
        os.kill(first, signal.SIGKILL)
        wait_until(
            lambda: len(children_of(parent.pid)) == 2 and first not in children_of(parent.pid),
            "another in its place",
        )
        pids = children_of(parent.pid)
        assert second in pids
        # Only once setpriv has become the worker does the kernel know whose death ends it.
        wait_until(lambda: all(is_python(pid) for pid in pids), "the wrapper to step aside")
        kill_only(parent)
        wait_until(lambda: not any(alive(pid) for pid in pids), "the end of its workers")


def kill_only(parent: "subprocess.Popen[bytes]") -> None:
    parent.kill()
    parent.wait(10)


def alive(pid: int) -> bool:
    """A zombie counts as gone: only its parent's wait is missing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.usefixtures("community")
def test_a_worker_told_to_end_finishes_first(app: Flask) -> None:
    session.rollback()
    with process(app, "worker", "--count", "1") as child:
        wait_until(lambda: states(app) == ["idle"], "the worker")
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0


def states(app: Flask) -> list[str]:
    return [str(one.get_state()) for one in Worker.all(connection=app.extensions["redis"])]
