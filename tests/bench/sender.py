"""One run of our sender as a worker makes it: `python -m tests.bench.sender MAILING`.

It says "ready", begins at a line on its standard input, and ends with its figures as a JSON object.
It imports nothing of the tests, whose memory is not ours.
"""

import json
import re
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from service.app import create_app
from service.core import config
from service.outbox.delivery.send import send


@dataclass(frozen=True)
class Sent:
    """`peak_mb` is the most memory that the process ever had."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


def main() -> None:
    """The app is built before the clock starts, as in a worker that is at work."""
    with create_app(config.read()).app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        ended = send(int(sys.argv[1]), seconds=3600)
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    if ended.how not in ("done", "more"):
        raise SystemExit(f"{ended.how}: {ended.words}")
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sys.stdout.write(json.dumps(asdict(Sent(seconds, worked, peak_mb()))))


def peak_mb() -> float:
    """Since this program began: ru_maxrss would count who started it as well."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
