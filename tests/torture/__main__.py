"""`make test-torture`: the long runs, a JSON object a line; exits with 1 when somebody was lost."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from tests.bench.measure import QUICK, Metric, say
from tests.bench.ours import House
from tests.bench.sink import Faults, fast_sink
from tests.torture.harness import (
    Report,
    Torture,
    database_crashes,
    kill_loop,
    two_senders,
)
from tests.torture.inbound import tortured

FAULTY = Faults(
    refused_for_now=3,
    refused_for_good=1,
    reset_in_content=2,
    later_after_content=2,
    reset_after_accepting=1,
)
CONNECTIONS = 10
WINDOW = 500  # what may be doubled when another sender takes over while the first one lives


@dataclass(frozen=True)
class Run:
    """`bound`: duplicates that each kill may cause at most; None where the server doubles some."""

    name: str
    people: int
    ordeal: Callable[[Torture], Report]
    bound: int | None = CONNECTIONS
    database: str = "postgresql"
    faults: Faults = field(default_factory=Faults)


SCALE = 20 if QUICK else 1
RUNS = (
    Run("kill_9", 200_000 // SCALE, partial(kill_loop, kills=300 // SCALE)),
    Run(
        "kill_9_sqlite",
        20_000 // SCALE,
        partial(kill_loop, kills=50 // SCALE, high=0.03),
        database="sqlite",
    ),
    Run(
        "faulty_server", 20_000 // SCALE, partial(kill_loop, kills=30 // SCALE), None, faults=FAULTY
    ),
    Run("two_senders", 150_000 // SCALE, partial(two_senders, rounds=10), WINDOW),
    Run("database_crashes", 150_000 // SCALE, partial(database_crashes, crashes=12)),
)


INBOUND = (("postgresql", 5000, 60), ("sqlite", 600, 12))  # mails, kills


def main() -> None:
    logging.disable(logging.WARNING)  # each death would be told
    kept = [told(run, undergone(run)) for run in RUNS]
    kept += [heard(each, number // SCALE, kills // SCALE) for each, number, kills in INBOUND]
    sys.exit(0 if all(kept) else 1)


def undergone(run: Run) -> Report:
    with House(run.people, run.database) as house:
        log = house.data / "accepted"
        with fast_sink(log=log, faults=run.faults) as sink:
            return run.ordeal(Torture(house, sink.port, log, CONNECTIONS))


def told(run: Run, report: Report) -> bool:
    """A line for each number; whether all of them are as promised."""
    note = f"{report.recipients:,} recipients, {report.kills} kills, {report.failed} failed"
    found = list(numbers(run, report))
    for name, value, target in found:
        say(Metric("torture", f"{run.name}_{name}", value, "", target, None, note))
    return all(target is None or value <= target for _, value, target in found)


def heard(database: str, mails: int, kills: int) -> bool:
    """Mail coming in, while the door and the workers are killed."""
    report = tortured(mails, kills, database, high=3)
    note = f"{report.mails:,} mails, {report.kills} kills, {database}"
    for name in ("lost", "strangers", "unread", "undone", "receipts"):
        value = getattr(report, name)
        say(Metric("torture", f"inbound_{database}_{name}", value, "", 0, None, note))
    return report.faults == 0


def numbers(run: Run, report: Report) -> Iterator[tuple[str, float, float | None]]:
    yield "lost", report.lost, 0
    yield "unsettled", report.unsettled, 0
    yield "two_message_ids", report.two_message_ids, 0
    yield "duplicates_per_kill", report.per_kill, run.bound
    yield "most_in_doubt_after_a_kill", report.most, run.bound


if __name__ == "__main__":
    main()
