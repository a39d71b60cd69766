"""What time makes of a request to join: one reminder, then it lapses and is forgotten."""

from datetime import datetime

from service.members import actions, queries


def due(_now: datetime) -> None:
    for membership in queries.unreminded():
        actions.remind(membership)
    for membership in queries.lapsing():
        actions.lapse(membership)
    for membership in queries.lapsed():
        actions.forget(membership)
