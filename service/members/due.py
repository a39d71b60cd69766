"""What time makes of a request to join: one reminder, then it lapses and is forgotten."""

from datetime import datetime

from service.core.due import each
from service.members import actions, queries


def due(_now: datetime) -> None:
    each(queries.unreminded(), actions.remind)
    each(queries.lapsing(), actions.lapse)
    each(queries.lapsed(), actions.forget)
