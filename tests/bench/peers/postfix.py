"""Postfix's own load generator and sink: fixed content, nothing personal, all of it in C."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.measure import Figures, Unavailable
from tests.processes import folder_for, free_port, is_root, listens, running, wait_until

HEADER = 131  # bytes that smtp-source writes before a body


def smtp_source(port: int, messages: int, size: int, sessions: int = 10) -> Figures:
    """The same message of `size` bytes again and again, over connections that stay open."""
    command = [
        *[program("smtp-source"), "-d", "-s", str(sessions), "-m", str(messages)],
        *["-l", str(size - HEADER), "-f", "a@paadriv.example", "-t", "p@post.example"],
        f"inet:127.0.0.1:{port}",
    ]
    began = time.perf_counter()
    source = subprocess.Popen(command)
    _, status, used = os.wait4(source.pid, 0)
    seconds = time.perf_counter() - began
    source.returncode = os.waitstatus_to_exitcode(status)
    if source.returncode:
        raise Unavailable(f"smtp-source ended with {source.returncode}")
    return Figures(messages, seconds, used.ru_utime + used.ru_stime)


@contextmanager
def smtp_sink(port: int = 0) -> Iterator[int]:
    """The port of Postfix's sink, which reads content a byte at a time."""
    port = port or free_port()
    someone = ["-u", "nobody"] if is_root() else []
    command = [program("smtp-sink"), "-4", *someone, f"127.0.0.1:{port}", "1024"]
    with (
        folder_for("nobody") as folder,
        running(command, folder / "output", signal.SIGKILL, cwd=folder),
    ):
        wait_until(lambda: listens(port), "smtp-sink")
        yield port


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        raise Unavailable(f"{name} is missing; Debian's package postfix has it")
    return found
