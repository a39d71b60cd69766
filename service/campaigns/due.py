"""What time makes happen to letters: they start, go on when their sender fell silent, and end."""

from datetime import datetime

from service.campaigns import actions, queries
from service.core.due import each


def due(now: datetime) -> None:
    each(queries.sleeping(now), actions.wake)
    each(queries.leftovers(), actions.wake)
    each(queries.refused_later(), lambda campaign: actions.halt(campaign, "returned"))
    each(queries.complained_of(), lambda campaign: actions.halt(campaign, "complaints"))
