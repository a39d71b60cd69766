"""An SMTP server that takes as much as it is given: ours in C, or in Python where no compiler is.

Its options are told at the top of csink.c; slow_sink/ has the same.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.processes import free_port, running, wait_until

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("csink.c")
BUILD = ROOT / "build" / "bench"
FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra"]


@dataclass(frozen=True)
class Faults:
    """How many of a hundred go wrong, and how."""

    refused_for_now: float = 0  # 451 to RCPT
    refused_for_good: float = 0  # 550 5.1.1 to RCPT
    reset_in_content: float = 0
    later_after_content: float = 0  # 451 after the dot
    reset_after_accepting: float = 0  # in the log, but the 250 never leaves
    seed: int = 1

    def options(self) -> list[str]:
        chances = {
            "-g": self.refused_for_now,
            "-x": self.refused_for_good,
            "-d": self.reset_in_content,
            "-t": self.later_after_content,
            "-D": self.reset_after_accepting,
        }
        given = [word for name, value in chances.items() if value for word in (name, f"{value:g}")]
        return ["-s", str(self.seed), *given] if given else []


@dataclass(frozen=True)
class Count:
    messages: int
    bytes: int  # of content, as on the wire
    last: float  # when the last one was accepted, as time.monotonic() tells it


@dataclass(frozen=True)
class FastSink:
    port: int
    kind: str  # "c" or "python"
    pid: int
    output: Path

    def count(self) -> Count:
        """What it has accepted since it was started; it goes on meanwhile."""
        before = len(said(self.output))
        os.kill(self.pid, signal.SIGUSR1)
        wait_until(lambda: len(said(self.output)) > before, "the sink to count")
        return Count(**said(self.output)[-1])


OPEN: dict[int, FastSink] = {}


def at(port: int) -> FastSink:
    """The sink that this process runs at a port."""
    return OPEN[port]


@contextmanager
def fast_sink(
    *options: str,
    log: Path | None = None,
    late_ms: float = 0,
    chunking: bool = False,
    faults: Faults | None = None,
    port: int = 0,
) -> Iterator[FastSink]:
    """A sink on `port`, or on a free one; its log is appended to, so that it outlives a restart."""
    port = port or free_port()
    words = [*options, *(faults or Faults()).options(), *(["-c"] if chunking else [])]
    words += ["-l", str(log)] if log else []
    words += ["-L", f"{late_ms:g}"] if late_ms else []
    kind, program = best_program()
    with tempfile.TemporaryDirectory(prefix="paadriv-sink-") as folder:
        output = Path(folder) / "output"
        with running([*program, *words, str(port)], output, signal.SIGTERM, cwd=ROOT):
            wait_until(lambda: bool(said(output)), f"a sink at {port}")
            OPEN[port] = FastSink(port, kind, said(output)[0]["pid"], output)
            try:
                yield OPEN[port]
            finally:
                del OPEN[port]


def accepted(log: Path) -> list[tuple[str, str]]:
    """(recipient, Message-ID) of each message in a log, as they came."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [(recipient, mark) for recipient, _, mark in (line.partition("\t") for line in lines)]


def said(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text(output).splitlines(True) if line.endswith("}\n")]


def text(output: Path) -> str:
    return output.read_text() if output.exists() else ""


def best_program() -> tuple[str, list[str]]:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler:
        return "c", [str(compiled(compiler))]
    return "python", python_program()


def python_program() -> list[str]:
    return [sys.executable, "-m", "tests.bench.slow_sink"]


def compiled(compiler: str) -> Path:
    """Built once for each state of the source; who comes at the same time builds it too."""
    program = BUILD / f"csink-{sha256(SOURCE.read_bytes()).hexdigest()[:12]}"
    if not program.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        unfinished = program.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, *FLAGS, "-o", str(unfinished), str(SOURCE)], check=True)
        unfinished.replace(program)
    return program
