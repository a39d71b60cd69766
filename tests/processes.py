"""Servers as children of a test run: started, waited for, ended, or missed."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest

from service.core.embedded import die_with_parent

NEEDS = "needs "


def missing(program: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{NEEDS}{program}, and .ci/install could not install it")
    pytest.skip(f"{NEEDS}{program}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def folder_for(owner: str) -> Iterator[Path]:
    """A folder with a short path that a server may enter which has given up being root."""
    with tempfile.TemporaryDirectory(prefix="paadriv-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        if is_root():
            shutil.chown(folder, owner)
        yield folder


def is_root() -> bool:
    return os.geteuid() == 0


def wait_until(true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds:g} s in vain: {what}"
        time.sleep(0.02)


def listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(command: list[str], log: Path, ending: int, **how: Any) -> Iterator[None]:
    """A server as our child, ended by the signal that makes it end at once."""
    with open(log, "ab") as output:
        server = subprocess.Popen(
            die_with_parent(command), stdout=output, stderr=output, start_new_session=True, **how
        )
    try:
        yield
    finally:
        server.send_signal(ending)
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()
        server.wait()
