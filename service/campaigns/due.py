"""What time makes happen to letters: they start, go on when their sender fell silent, and end."""

from datetime import datetime

from service.campaigns import actions, queries
from service.core.due import each


def due(now: datetime) -> None:
    each(queries.sleeping(now), actions.wake)
    each(queries.leftovers(), actions.wake)
