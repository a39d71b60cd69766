"""What time makes happen to letters: they start, go on when their sender fell silent, and end."""

from datetime import datetime

from service.campaigns import actions, queries


def due(now: datetime) -> None:
    for campaign in queries.sleeping(now):
        actions.wake(campaign)
    for campaign in queries.leftovers(now):
        actions.settle(campaign)
