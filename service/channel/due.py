"""What time makes of the channel: who is new hears of it, a day becomes one mail, old talk goes."""

from datetime import datetime
from functools import partial

from service.channel import actions, queries, rules
from service.core.due import each

MORNING = 10  # minutes after seven in which the daily mail leaves, once
HOURLY = 11  # the minute at which old conversations go


def due(now: datetime) -> None:
    channels = queries.open_channels()
    for channel in channels:
        each(queries.to_be_told(channel), partial(actions.welcome, channel))
    if now.minute < MORNING:
        here = [one for one in channels if rules.is_morning(now, one.community.zone)]
        each(here, actions.tell_the_day)
    if now.minute == HOURLY:
        each(queries.still(now - rules.KEPT), actions.forget)
