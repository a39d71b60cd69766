"""The demo walks its main job: on what it brings along, and on real servers from elsewhere."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from service.core.config import MAILBOX_FROM_DOOR
from tests.services import free_port
from workers.demo import is_free

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def walk(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """`paadriv demo --check` as a user types it, with nothing of ours in its environment."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PAADRIV_")}
    chosen = {f"PAADRIV_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "workers.command", "demo", "--check"]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=own | chosen | {"PAADRIV_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def steps(said: str) -> list[str]:
    return re.findall(r"^\d+\. ", said, re.MULTILINE)


def test_on_what_it_brings_along(tmp_path):
    done = walk(tmp_path, BASE_URL=f"http://127.0.0.1:{free_port()}", DOOR=door())
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(steps(done.stdout)) == 8
    assert "243 people have it, each exactly once" in done.stdout


@pytest.mark.postgres
@pytest.mark.postfix
def test_on_postgresql_redis_and_a_real_mail_server(
    tmp_path, postgres_url, redis_url, start_postfix: Callable[[str, int, int], int]
):
    """Postfix takes our mail, sends it on, and hands the answers back through the door."""
    address = door()
    listens = int(address.rpartition(":")[2])
    relay = start_postfix("svar.havnevik.example", listens, listens + MAILBOX_FROM_DOOR)
    done = walk(
        tmp_path,
        BASE_URL=f"http://127.0.0.1:{free_port()}",
        DOOR=address,
        DATABASE_URL=postgres_url,
        REDIS_URL=redis_url,
        SMTP_URL=f"smtp://127.0.0.1:{relay}",
        MAIL_DOMAIN="svar.havnevik.example",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(steps(done.stdout)) == 8


def door() -> str:
    """An address for the door whose mailbox port is free too, and which no client is given.

    The kernel hands out ports from 32768 on to whoever connects, so we look below.
    """
    first = 21_000 + os.getpid() % 7_000
    ports = (port for port in range(first, first + 500) if is_free(port))
    return f"127.0.0.1:{next(port for port in ports if is_free(port + MAILBOX_FROM_DOOR))}"
