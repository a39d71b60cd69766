"""What time makes of a request that nobody confirms: it is forgotten."""

from datetime import datetime

from service.signup import actions, queries


def due(_now: datetime) -> None:
    for subscription in queries.unconfirmed():
        actions.forget(subscription)
