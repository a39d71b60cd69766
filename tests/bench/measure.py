"""How a benchmark measures, compares in rounds, and says what it found."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

TICK = os.sysconf("SC_CLK_TCK")
QUICK = os.environ.get("PAADRIV_BENCH_QUICK") == "1"


class Unavailable(Exception):
    """What cannot be measured here, and why, in words for the note."""


@dataclass(frozen=True)
class Metric:
    """One line of the result; see interfaces.md § Benchmarks."""

    bench: str
    metric: str
    value: float | None
    unit: str
    target: float | None = None
    against: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """What one sender needed for a number of messages."""

    messages: int
    seconds: float
    cpu_seconds_client: float

    @property
    def rate(self) -> float:
        return self.messages / self.seconds

    @property
    def cpu_us(self) -> float:
        return self.cpu_seconds_client / self.messages * 1e6


def say(metric: Metric) -> None:
    """Rounded to four digits, since no more of it would come out the same again."""
    line = asdict(metric)
    if metric.value is not None:
        line["value"] = rounded(metric.value)
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def rounded(value: float) -> float:
    short = float(f"{value:.4g}")
    return int(short) if short == int(short) else short


def interleaved(rounds: int, runs: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """A B C, A B C, …: what else the machine does then meets all of them alike."""
    found: dict[str, list[T]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            found[name].append(run())
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios round by round."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def machine_cpu() -> float:
    """Seconds that all cores of this machine have worked since it was started."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _, _, irq, softirq = map(int, words[:7])
    return (user + nice + system + irq + softirq) / TICK


@contextmanager
def machine_watched(every: float = 0.02) -> Iterator[list[tuple[float, float]]]:
    """(time.monotonic(), machine_cpu()) over and over, for `worked` to look up afterwards."""
    seen = [(time.monotonic(), machine_cpu())]
    over = Event()

    def watch() -> None:
        while not over.wait(every):
            seen.append((time.monotonic(), machine_cpu()))

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()
        seen.append((time.monotonic(), machine_cpu()))


def worked(seen: list[tuple[float, float]], begin: float, end: float) -> float:
    """Seconds that all cores have worked between two moments, from what was seen around them."""
    return cpu_at(seen, end) - cpu_at(seen, begin)


def cpu_at(seen: list[tuple[float, float]], moment: float) -> float:
    return min(seen, key=lambda sample: abs(sample[0] - moment))[1]


def process_cpu(pid: int) -> float:
    """Seconds that a process has worked, with those of its children that it has waited for."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:15])) / TICK


def tree_cpu(pid: int) -> float:
    """Seconds that a process and all below it have worked."""
    total = 0.0
    for each in [pid, *below(pid)]:
        with suppress(FileNotFoundError, ProcessLookupError):
            total += process_cpu(each)
    return total


def below(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = int(after_name[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]
