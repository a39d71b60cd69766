"""What time makes of a request that nobody confirms: it is forgotten."""

from datetime import datetime

from service.core.due import each
from service.signup import actions, queries


def due(_now: datetime) -> None:
    each(queries.unconfirmed(), actions.forget)
