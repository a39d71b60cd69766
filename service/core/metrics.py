"""Numbers for a monitor, in the text format of Prometheus (version 0.0.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Gauge:
    """One kind of number, as it is now: a value for each set of labels."""

    name: str
    meaning: str
    values: Mapping[Labels, float]


def by(label: str, values: Mapping[str, float]) -> dict[Labels, float]:
    """Values told apart by one label."""
    return {((label, name),): value for name, value in values.items()}


def written(gauges: Iterable[Gauge]) -> str:
    return "".join(told(gauge) for gauge in gauges)


def told(gauge: Gauge) -> str:
    head = f"# HELP {gauge.name} {gauge.meaning}\n# TYPE {gauge.name} gauge\n"
    lines = (f"{gauge.name}{braced(labels)} {value:.15g}" for labels, value in gauge.values.items())
    return head + "".join(f"{line}\n" for line in lines)


def braced(labels: Labels) -> str:
    inside = ",".join(f'{name}="{escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
