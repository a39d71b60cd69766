"""What time makes happen, row by row: one that cannot be done does not keep the others waiting."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from traceback import extract_tb
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from service.core.db import Base, session

Row = TypeVar("Row", bound=Base)
log = logging.getLogger(__name__)


def each(rows: Iterable[Row], act: Callable[[Row], object]) -> None:
    """Do it to every row, each in a savepoint of its own; the next tick tries again."""
    for name, row in [(named(row), row) for row in rows]:
        try:
            with session.begin_nested():
                act(row)
        except OperationalError:  # the database itself: the rest would fail as well
            raise
        except Exception as error:  # noqa: BLE001  # a worker's edge: the other rows go on
            log.error("%s was passed over: %s", name, where(error))


def named(row: Base) -> str:
    return f"{type(row).__name__.lower()} {row.id}"  # type: ignore[attr-defined]  # every table of ours has an id


def where(error: Exception) -> str:
    """Its type and the line it came from. Never its words: they may hold what somebody wrote."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno} in {last.name}"
