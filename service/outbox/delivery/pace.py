"""How fast a community's mailing may go right now: the settings are looked at each second."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app
from redis.exceptions import RedisError
from rq import Queue

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.core.relay import Relay
from service.outbox.delivery.rates import Limit, impatient
from service.outbox.delivery.scribe import Scribe
from service.outbox.delivery.turns import Turns
from service.outbox.models import Pace
from service.outbox.rules import moment_of_day, quiet_until, warmed

HOUR = 3600.0
DAY = 24 * HOUR
HURRY = 2  # beats at which an urgent job waits before a newsletter makes way


@dataclass(frozen=True)
class Keys:
    common: tuple[str, ...]
    by_domain: str


def keys(community_id: int) -> Keys:
    """The buckets that a community's messages take from, shared by all senders."""
    return Keys(("house", f"community:{community_id}"), f"domain:{community_id}:")


class Watch:
    """Looked at with each beat of the scribe, in its thread."""

    def __init__(self, community_id: int, fixed: Sequence[Limit], turns: Turns) -> None:
        self.community_id, self.fixed, self.turns = community_id, fixed, turns
        self.urgent = 0  # beats in a row at which an urgent job waited
        self.redis = impatient(current_app.extensions["redis"])

    def look(self, scribe: Scribe) -> None:
        pace = session.get(Pace, self.community_id)
        zone = ZoneInfo(session.get_one(Community, self.community_id).zone)
        self.turns.rates.set([*self.fixed, *(of(pace, zone) if pace else [])])
        self.turns.limit(pace.domains if pace else ())
        self.urgent = self.urgent + 1 if self.urgent_waits() else 0
        scribe.hurry = self.urgent >= HURRY
        scribe.quiet = quiet_now(pace, zone) if pace else False
        session.rollback()
        session.remove()

    def urgent_waits(self) -> bool:
        """Whether a confirmation waits; a worker that takes no newsletters would have it by now."""
        try:
            return bool(self.redis.llen(Queue("urgent", connection=self.redis).key))
        except RedisError:
            return False


def fixed(house: float | None, relays: Sequence[Relay]) -> list[Limit]:
    """What the installation's own settings say."""
    found = [Limit("house", house)] if house else []
    return [*found, *(Limit(f"relay:{each.name}", each.rate) for each in relays if each.rate)]


def of(pace: Pace, zone: ZoneInfo) -> list[Limit]:
    here = keys(pace.community_id)
    found = [Limit(here.by_domain + name, hourly / HOUR) for name, hourly in pace.domains.items()]
    speeds = [pace.per_hour / HOUR] if pace.per_hour else []
    if pace.warm_from:
        daily = warmed(pace.warm_from, clock.now().astimezone(zone).date())
        speeds += [daily / DAY] if daily is not None else []
    return [*found, Limit(here.common[1], min(speeds))] if speeds else found


def quiet_now(pace: Pace, zone: ZoneInfo) -> bool:
    if not (pace.quiet_from and pace.quiet_until):
        return False
    begin, end = moment_of_day(pace.quiet_from), moment_of_day(pace.quiet_until)
    return quiet_until(clock.now(), zone, begin, end) is not None
