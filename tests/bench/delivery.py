"""How fast and how cheap a newsletter leaves, beside other senders in the same rounds."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

import pytest

from tests.bench.measure import (
    QUICK,
    Figures,
    Metric,
    Unavailable,
    interleaved,
    machine_watched,
    process_cpu,
    ratio,
    say,
    worked,
)
from tests.bench.ours import SENDERS, House
from tests.bench.peers.aiosmtplib import aiosmtplib_sender
from tests.bench.peers.nodemailer import nodemailer
from tests.bench.peers.postfix import smtp_sink, smtp_source
from tests.bench.sink import Count, FastSink, fast_sink


@dataclass(frozen=True)
class Sizes:
    rounds: int
    slow_rounds: int
    people: int
    nodemailer: int
    aiosmtplib: int
    late: int
    late_smtp_source: int
    million: int


SIZES = (
    Sizes(1, 1, 2_000, 100, 50, 300, 100, 5_000)
    if QUICK
    else Sizes(5, 3, 60_000, 2_000, 500, 2_500, 300, 1_000_000)
)
LATE_MS = 20
CONNECTIONS = 10

# Each metric with its unit, its target, and what it is measured against.
METRICS: dict[str, tuple[str, float | None, str | None]] = {
    "rate_vs_smtp_source": ("ratio", 0.6, "smtp-source"),
    "rate_vs_nodemailer": ("ratio", 20, "nodemailer"),
    "rate_vs_aiosmtplib": ("ratio", 60, "aiosmtplib"),
    "messages_per_second": ("messages/s", None, None),
    "cpu_us_per_message": ("us", 45, None),
    "rate_vs_smtp_source_on_smtp_sink": ("ratio", 1.0, "smtp-source"),
    "pause_ms": ("ms", 100, None),
    "confirmation_wait_ms": ("ms", 2_000, None),
    "late_20ms_data": ("messages/s", 250, "smtp-source"),
    "late_20ms_chunking": ("messages/s", 2_000, "smtp-source"),
    "million_prepare_seconds": ("s", 5, None),
    "million_seconds": ("s", 60, None),
    "million_mb": ("MB", 120, None),
}
BESIDE_OTHERS = list(METRICS)[:5]
IN_A_HOUSE = list(METRICS)[:8]
LATE = ["late_20ms_data", "late_20ms_chunking"]
MILLION = ["million_prepare_seconds", "million_seconds", "million_mb"]

# What keeps us from measuring; anything else is a fault of ours and stops the benchmark.
TROUBLE = (
    *(Unavailable, AssertionError, OSError, subprocess.SubprocessError),
    *(pytest.skip.Exception, pytest.fail.Exception),
)

Run = Callable[[], Figures]


def main() -> None:
    for names, measure in ((IN_A_HOUSE, in_a_house), (LATE, late), (MILLION, million)):
        for metric in guarded(names, measure):
            say(metric)


def guarded(names: Sequence[str], measure: Callable[[], Iterator[Metric]]) -> Iterator[Metric]:
    """All that were named: what could not be measured has no value, but a reason."""
    left, reason = list(names), "not measured"
    try:
        for metric in measure():
            left.remove(metric.metric)
            yield metric
    except TROUBLE as trouble:
        reason = " ".join(str(trouble).split())[:300] or type(trouble).__name__
    for name in left:
        yield found(name, None, reason)


def found(name: str, value: float | None, note: str) -> Metric:
    unit, target, against = METRICS[name]
    mark = "smoke run with small numbers; " if QUICK else ""
    return Metric("delivery", name, value, unit, target, against, mark + note)


@dataclass
class OurSide:
    """Our sender as one of those that take turns; every run is a newsletter of its own."""

    house: House
    people: int
    machine_us: list[float] = field(default_factory=list)
    sink_us: list[float] = field(default_factory=list)
    size: float = 0  # of one message, as the sink has counted it

    def to(self, sink: FastSink, chunking: bool = False, late: bool = False) -> Figures:
        mailing, _ = self.house.prepare()
        before, sink_before = sink.count(), process_cpu(sink.pid)
        with machine_watched() as seen:
            sent = self.house.send(mailing, sink.port, chunking, late, CONNECTIONS)
        self.sink_us.append((process_cpu(sink.pid) - sink_before) / self.people * 1e6)
        after = sink.count()
        machine = worked(seen, after.last - sent.seconds, after.last)  # without the app's start
        self.machine_us.append(machine / self.people * 1e6)
        self.size = all_arrived(before, after, self.people)
        return Figures(self.people, sent.seconds, sent.cpu_seconds)

    def to_port(self, port: int) -> Figures:
        mailing, _ = self.house.prepare()
        sent = self.house.send(mailing, port, connections=CONNECTIONS)
        return Figures(self.people, sent.seconds, sent.cpu_seconds)


def all_arrived(before: Count, after: Count, people: int) -> float:
    """The size of one message; a fast sender that loses or doubles letters has no rate."""
    arrived = after.messages - before.messages
    assert arrived == people, f"{arrived} of {people} messages arrived"
    return (after.bytes - before.bytes) / arrived


def in_a_house() -> Iterator[Metric]:
    with House(SIZES.people) as house, fast_sink() as sink:
        ours = OurSide(house, SIZES.people)
        ours.to(sink)  # tells the size, and warms caches
        yield from guarded(BESIDE_OTHERS, lambda: beside_others(ours, sink))
        names = ["rate_vs_smtp_source_on_smtp_sink"]
        yield from guarded(names, lambda: on_smtp_sink(ours))
        yield from guarded(["pause_ms"], lambda: pause(house, sink))
        yield from guarded(["confirmation_wait_ms"], lambda: confirmation(house, sink))


def beside_others(ours: OurSide, sink: FastSink) -> Iterator[Metric]:
    port, size = sink.port, round(ours.size)
    others: dict[str, Run] = {
        "smtp-source": lambda: smtp_source(port, SIZES.people, size, CONNECTIONS),
        "nodemailer": lambda: nodemailer(port, SIZES.nodemailer, CONNECTIONS),
        "aiosmtplib": lambda: aiosmtplib_sender(port, SIZES.aiosmtplib, CONNECTIONS),
    }
    missing = {name: trouble for name, run in others.items() if (trouble := lacking(run))}
    present = {name: run for name, run in others.items() if name not in missing}
    ours.machine_us, ours.sink_us = [], []
    seen = interleaved(SIZES.rounds, {"ours": lambda: ours.to(sink), **present})
    for name in others:
        metric = f"rate_vs_{name.replace('-', '_')}"
        if name in missing:
            yield found(metric, None, missing[name])
        else:
            yield found(metric, compared(seen, name), in_words(seen))
    yield found("messages_per_second", middle_rate(seen["ours"]), sink_in_words(sink, ours))
    yield found("cpu_us_per_message", median(ours.machine_us), cpu_in_words(seen["ours"], ours))


def lacking(run: Run) -> str:
    """Why it cannot run here, if so; its first run also installs and warms it."""
    try:
        run()
    except TROUBLE as trouble:
        return str(trouble)
    return ""


def compared(seen: dict[str, list[Figures]], other: str) -> float:
    ours, theirs = ([figures.rate for figures in seen[name]] for name in ("ours", other))
    return ratio(ours, theirs)


def middle_rate(runs: Sequence[Figures]) -> float:
    return median(figures.rate for figures in runs)


def in_words(seen: dict[str, list[Figures]]) -> str:
    return "; ".join(
        f"{name} {middle_rate(runs):,.0f}/s, {median(run.cpu_us for run in runs):,.0f} us CPU each"
        for name, runs in seen.items()
    )


def sink_in_words(sink: FastSink, ours: OurSide) -> str:
    what = f"{ours.size / 1000:.1f} kB each, every name different"
    return f"{what}, by {SENDERS} senders into our sink in {sink.kind}"


def cpu_in_words(runs: Sequence[Figures], ours: OurSide) -> str:
    sender = median(figures.cpu_us for figures in runs)
    return (
        f"the whole machine while sending; the sender {sender:.1f}, "
        f"the sink {median(ours.sink_us):.1f}, the rest PostgreSQL, kernel and passers-by"
    )


def on_smtp_sink(ours: OurSide) -> Iterator[Metric]:
    size = round(ours.size)
    with smtp_sink() as port:
        runs: dict[str, Run] = {
            "ours": lambda: ours.to_port(port),
            "smtp-source": lambda: smtp_source(port, SIZES.people, size, CONNECTIONS),
        }
        seen = interleaved(SIZES.slow_rounds, runs)
    value = compared(seen, "smtp-source")
    yield found("rate_vs_smtp_source_on_smtp_sink", value, in_words(seen))


def pause(house: House, sink: FastSink) -> Iterator[Metric]:
    yield worst("pause_ms", [house.pause_while_sending(sink.port) for _ in range(SIZES.rounds)])


def confirmation(house: House, sink: FastSink) -> Iterator[Metric]:
    waits = [house.confirmation_wait(sink.port) for _ in range(SIZES.rounds)]
    yield worst("confirmation_wait_ms", waits)


def worst(name: str, values: list[float]) -> Metric:
    return found(name, max(values), f"the worst of {len(values)}; median {median(values):.1f}")


def late() -> Iterator[Metric]:
    """Each reply is late, as from a relay far away: waiting for each would cost all the time."""
    with ExitStack() as stack:
        ours = OurSide(stack.enter_context(House(SIZES.late)), SIZES.late)
        plain = stack.enter_context(fast_sink(late_ms=LATE_MS))
        chunking = stack.enter_context(fast_sink(late_ms=LATE_MS, chunking=True))
        ours.to(plain, late=True)
        runs: dict[str, Run] = {
            "late_20ms_data": lambda: ours.to(plain, late=True),
            "late_20ms_chunking": lambda: ours.to(chunking, chunking=True, late=True),
        }
        source, size = SIZES.late_smtp_source, round(ours.size)
        theirs: dict[str, Run] = {
            "smtp-source": lambda: smtp_source(plain.port, source, size, CONNECTIONS)
        }
        missing = lacking(theirs["smtp-source"])
        seen = interleaved(SIZES.slow_rounds, runs if missing else {**runs, **theirs})
    note = f"{CONNECTIONS} connections, every reply {LATE_MS} ms late; {missing or in_words(seen)}"
    yield from (found(name, middle_rate(seen[name]), note) for name in LATE)


def million() -> Iterator[Metric]:
    with House(SIZES.million) as house, fast_sink() as sink:
        mailing, seconds = house.prepare()
        yield found("million_prepare_seconds", seconds, f"{SIZES.million:,} people, run once")
        before = sink.count()
        sent = house.send(mailing, sink.port, connections=CONNECTIONS)
        size = all_arrived(before, sink.count(), SIZES.million)
        rate = SIZES.million / sent.seconds
        cpu = sent.cpu_seconds / SIZES.million * 1e6
        note = f"{rate:,.0f}/s, {size / 1000:.1f} kB each, {cpu:.1f} us CPU of the sender each"
        yield found("million_seconds", sent.seconds, f"{note}, run once")
        yield found("million_mb", sent.peak_mb, "the larger of the two senders, run once")


if __name__ == "__main__":
    main()
