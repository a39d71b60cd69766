"""The real servers that tests talk to: Redis, PostgreSQL, Postfix, a mail sink and Chromium.

Loaded as a plugin by tests/conftest.py. A test whose program is missing is skipped, and the last
line of the run says which; in CI it fails.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from service.core.embedded import redis_server
from tests.postfix import postfix
from tests.processes import (
    NEEDS,
    folder_for,
    free_port,
    is_root,
    missing,
    running,
    wait_until,
)

__all__ = ["Kept", "Sink", "chromium", "free_port", "new_database", "postfix", "postgres", "sink"]

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # a container's root has no other way
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
UNSAFE = ("fsync", "full_page_writes", "synchronous_commit")
databases = count(1)


# What a test asks for


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL that is ours alone."""
    with postgres(postgres_programs()) as folder:
        yield str(folder)


@pytest.fixture
def postgres_url(postgres_cluster: str) -> str:
    """A database of its own for each test."""
    return new_database(postgres_cluster)


@pytest.fixture
def smtp_sink() -> Iterator["Sink"]:
    with sink() as kept:
        yield kept


@pytest.fixture
def start_postfix() -> Iterator[Callable[[str, int, int], int]]:
    """start_postfix(domain, door, outside) -> port; see `postfix`. It ends with the test."""
    with ExitStack() as running_ones:
        yield lambda *ports: running_ones.enter_context(postfix(*ports))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {
        "executable_path": str(chromium()),
        "args": CHROMIUM_ARGUMENTS,
        "env": os.environ | {"FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf"))},
    }


# Missing programs


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reasons = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])]
    wanted = Counter(r.partition(NEEDS)[2] for r in reasons if r.startswith(f"Skipped: {NEEDS}"))
    if wanted:
        missed = ", ".join(f"{program} ({n})" for program, n in sorted(wanted.items()))
        terminalreporter.write_line(f"Skipped, since this machine has no {missed}", yellow=True)


def newest(pattern: str) -> Path | None:
    found = sorted(Path("/").glob(pattern.removeprefix("/")))
    return found[-1] if found else None


def postgres_programs() -> Path:
    return (newest("/usr/lib/postgresql/*/bin/postgres") or missing("postgresql")).parent


def chromium() -> Path:
    for name in CHROMIUM:
        if path := shutil.which(name):
            return Path(path)
    cache = Path.home() / ".cache/ms-playwright/chromium-*/chrome-linux*/chrome"
    return newest(str(cache)) or missing("chromium")


# PostgreSQL


@contextmanager
def postgres(programs: Path, *, safe: bool = False) -> Iterator[Path]:
    """A cluster reached through its folder; quick, since it keeps nothing unless it is `safe`."""
    with folder_for(postgres_owner()) as folder:
        new = ["-D", str(folder / "data"), "-A", "trust", "-U", "paadriv", "-E", "UTF8"]
        command = [str(programs / "initdb"), *new, "--locale=C.UTF-8", "-N"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **as_owner())
        with postgres_served(programs, folder, safe=safe):
            yield folder


@contextmanager
def postgres_served(programs: Path, folder: Path, *, safe: bool = False) -> Iterator[None]:
    """The server of a cluster that is there already."""
    options = {"listen_addresses": "", "max_connections": "200"}
    options |= {} if safe else dict.fromkeys(UNSAFE, "off")
    chosen = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *chosen]
    with running(command, folder / "log", signal.SIGINT, cwd=folder, **as_owner()):
        wait_until(lambda: accepts(folder), "PostgreSQL")
        yield


def postgres_owner() -> str:
    return "postgres" if is_root() else pwd.getpwuid(os.geteuid()).pw_name


def as_owner() -> dict[str, Any]:
    owner = postgres_owner()
    return {"user": owner, "group": owner, "extra_groups": []} if is_root() else {}


def accepts(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), user="paadriv", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def new_database(folder: str) -> str:
    name = f"test_{next(databases)}"
    with (
        closing(
            psycopg.connect(host=folder, user="paadriv", dbname="postgres", autocommit=True)
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://paadriv@/{name}?host={folder}"


# Where outgoing mail ends


@dataclass(frozen=True)
class Kept:
    """One message as it came over the wire, with its envelope."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class Sink:
    """A mail server that keeps everything, and says no to an address when asked to."""

    port: int
    kept: list[Kept] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, number: int) -> list[Kept]:
        wait_until(lambda: len(self.kept) >= number, f"{number} mails; {len(self.kept)} came")
        return self.kept

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.kept.append(Kept(envelope.mail_from or "", envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 kept"


@contextmanager
def sink() -> Iterator[Sink]:
    kept = Sink(free_port())
    server = Controller(kept, hostname="127.0.0.1", port=kept.port, enable_SMTPUTF8=True)
    server.start()
    try:
        yield kept
    finally:
        server.stop()
