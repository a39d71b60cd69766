"""What time makes of the channel: once a day, all of it in one mail for those who want it so."""

from datetime import datetime

from service.channel import actions, queries, rules
from service.core.due import each

MORNING = 10  # minutes after seven in which the daily mail leaves, once


def due(now: datetime) -> None:
    if now.minute < MORNING:
        here = [one for one in queries.open_channels() if rules.is_morning(now, one.community.zone)]
        each(here, actions.tell_the_day)
