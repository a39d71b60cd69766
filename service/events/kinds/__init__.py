"""What kinds of event there are: each file here is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

LONG = (  # what to do, and how many days after the event's own day: fewer than none is before it
    ("save_the_date", -56),
    ("programme", -35),
    ("invitation", -28),
    ("nudge", -10),
    ("tables", -3),
    ("run_sheet", -2),
    ("thanks", 1),
    ("recognition", 14),
)
SHORT = (("programme", -35), ("invitation", -28), ("nudge", -7), ("run_sheet", -2), ("thanks", 1))


@dataclass(frozen=True)
class Kind:
    """What a kind of event brings along. Every number is a suggestion that a plan may overrule."""

    name: str
    title: Mapping[str, str]  # one a language
    audience: Literal["open", "community"]
    capacity: int
    minutes: int  # how long it lasts
    doors_minutes: int  # how long before the start the doors open
    lead_weeks: int  # how long before the start people should know
    reminders_hours: tuple[int, ...]  # before the start
    programme_required: bool = False
    todos: tuple[tuple[str, int], ...] = SHORT  # the back-plan: what to do, and on which day
    asks: tuple[str, ...] = ()  # needs (food and access), roles (a case of one's own, experience)


def every() -> dict[str, Kind]:
    """Each kind by its name, in the order of the files."""
    files = sorted(file.name for file in iter_modules(__path__))
    kinds: list[Kind] = [import_module(f"{__name__}.{name}").KIND for name in files]
    return {kind.name: kind for kind in kinds}


def find(name: str) -> Kind | None:
    return every().get(name)
