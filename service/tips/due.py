"""What time makes of tips: those that nobody has use for any more are deleted."""

from datetime import datetime

from service.core.due import each
from service.tips import actions, queries

HOURLY = 9  # the minute at which it happens


def due(now: datetime) -> None:
    if now.minute == HOURLY:
        each(queries.outlived(now), actions.forget)
