"""The demo on one machine: all started and loaded, the main job walked, then left running."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import click
import flask_migrate
from flask import Flask

from service.app import create_app
from service.core import clock, config
from service.core.config import PREFIX, SettingError, Settings
from service.core.db import only_reads, session
from service.core.embedded import die_with_parent, redis_server
from service.demo import loader, reckoning, times
from service.demo.browser import Stumbled
from service.demo.walk import Walk

PATIENCE = 60.0


@dataclass(frozen=True)
class Process:
    """One process of the house and the arguments of `paadriv` that start it."""

    name: str
    arguments: Sequence[str]


def demo(port: int | None, fresh: bool, check: bool) -> int:
    """0 when every step of the walk held, else 1. Stays up afterwards unless told not to."""
    chosen = choose(port)
    os.environ.update(chosen)
    settings = config.read()
    if fresh:
        forget(settings)
    with ExitStack() as house:
        if not settings.redis_url:
            os.environ[f"{PREFIX}REDIS_URL"] = house.enter_context(redis_server(settings.data))
            click.echo("Redis: the embedded one is up.")
        app = create_app(config.read())
        if not prepared(app):
            return 1
        house.enter_context(running(processes(settings), settings.data / "logs"))
        wait_for(settings)
        click.echo(f"Pages: {settings.base_url}")
        result = walked(app)
        if not (check or os.environ.get("CI") == "true" or not sys.stdin.isatty()):
            stay(settings)
    return result


def choose(port: int | None) -> dict[str, str]:
    """The addresses of this demo: those that were set, else free ones beside the usual."""
    chosen = {}
    if f"{PREFIX}BASE_URL" not in os.environ or port:
        number = port or free(8000)
        chosen[f"{PREFIX}BASE_URL"] = f"http://127.0.0.1:{number}"
    if f"{PREFIX}DOOR" not in os.environ:
        chosen[f"{PREFIX}DOOR"] = f"127.0.0.1:{free_pair()}"
    return chosen


def free(port: int) -> int:
    return next(number for number in range(port, port + 100) if is_free(number))


def free_pair() -> int:
    """A port for the door whose mailbox port is free as well."""
    ports = range(2424, 2500)
    return next(n for n in ports if is_free(n) and is_free(n + config.MAILBOX_FROM_DOOR))


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def forget(settings: Settings) -> None:
    """Throw the embedded database and mailbox away; a database of your own is never touched."""
    if not settings.database_url.startswith(f"sqlite:///{settings.data}"):
        raise SettingError("--fresh is for the embedded database. Empty your own one yourself.")
    for path in (*settings.data.glob("paadriv.sqlite*"), settings.data / "mailbox"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    click.echo("Data: started afresh.")


def prepared(app: Flask) -> bool:
    """The database at its newest, the demo in it, and every sum come out."""
    with app.app_context():
        flask_migrate.upgrade(directory=f"{app.root_path}/migrations")
        click.echo("Database: up to date.")
        loaded = loader.load(times.anchor_for(clock.now().date()))
        lines = reckoning.reckon(loader.havnevik()) if loaded else []
        for line in lines:
            click.echo(f"Data: {line}")
        right = all(line.right for line in lines)
        session.commit() if right else session.rollback()
        session.remove()
    if not right:
        click.echo("The demo data does not add up, so nothing was kept.", err=True)
    return right


def processes(settings: Settings) -> list[Process]:
    """Of two workers the first never takes newsletters, so a confirmation waits behind none."""
    address = urlsplit(settings.base_url)
    return [
        Process("mailbox", ["mailbox"]),
        Process("door", ["door"]),
        Process("web", ["web", "--bind", f"{address.hostname}:{address.port or 80}"]),
        Process("workers", ["worker", "--count", "2"]),
        Process("clock", ["clock"]),
    ]


@contextmanager
def running(chosen: Sequence[Process], logs: Path) -> Iterator[None]:
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        started = [start(process, files, logs) for process in chosen]
        try:
            yield
        finally:
            for child in started:
                child.terminate()
            for child in started:
                end(child)


def start(process: Process, files: ExitStack, logs: Path) -> subprocess.Popen[bytes]:
    log = files.enter_context((logs / f"{process.name}.log").open("ab"))
    command = [sys.executable, "-m", "workers.command", *process.arguments]
    return subprocess.Popen(
        die_with_parent(command), stdout=log, stderr=log, stdin=subprocess.DEVNULL, process_group=0
    )


def end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(15)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def wait_for(settings: Settings) -> None:
    """Until pages, door and mailbox answer."""
    door = int(settings.door.rpartition(":")[2])
    limit = time.monotonic() + PATIENCE
    while not (ready(settings) and listens(door) and listens(settings.mailbox_port)):
        if time.monotonic() > limit:
            raise SettingError(
                f"A process did not start. See the logs in {settings.data / 'logs'}."
            )
        time.sleep(0.2)


def ready(settings: Settings) -> bool:
    try:
        with urlopen(f"{settings.base_url}/readyz", timeout=5) as reply:  # our own address
            return bool(reply.status == 200)
    except (URLError, OSError):
        return False


def listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def walked(app: Flask) -> int:
    with app.app_context(), only_reads():
        try:
            for number, line in enumerate(Walk().steps(), start=1):
                click.echo(f"{number}. {line}")
        except Stumbled as stumbled:
            click.echo(f"Here it stopped: {stumbled}.", err=True)
            return 1
        finally:
            session.remove()
    click.echo("The walk went well.")
    return 0


def stay(settings: Settings) -> None:
    click.echo(f"""
Now walk it yourself:
  a public page      {settings.base_url}/havnevik/
  every mail         {settings.base_url}/mailbox/
  the manager's desk {settings.base_url}/admin/
                     (sign in as agot@padriv-havnevik.example; the link is in the mailbox)
Ctrl-C ends it all; the data stays in {settings.data}.""")
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopped:
        time.sleep(0.3)
