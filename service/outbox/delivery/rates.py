"""Rates that are true for all senders together: one bucket for each key, kept in Redis.

Each bucket remembers when its next message may leave, by the clock of Redis (the generic cell rate
algorithm). A sender takes a few hundredths of a second's worth at a time. When Redis is away the
same bucket runs here, and a rate then holds for each sender by itself.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

BURST = 0.15  # seconds of unused time that may be made up for
SHARE = 0.02  # seconds' worth that a sender takes at a time
RETRY = 1.0  # seconds until Redis is asked again, after it failed and after it said to wait
PATIENCE = 0.25  # seconds that Redis may take to answer: nothing is sent meanwhile
PREFIX = "rate:"

# ARGV: microseconds between two messages, how many are wanted (below 0: given back), the burst.
# A whole share is granted once the moment for its first message has come, so a moment further ahead
# than a share is from before the clock was set back or the rate was raised.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local gap, wanted, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local free = tonumber(redis.call('GET', KEYS[1]) or '') or now
if free > now + gap + 50000 then free = now end
free = math.max(free, now - burst)
local granted = (wanted > 0 and free > now) and 0 or wanted
free = free + granted * gap
redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', math.ceil(gap / 1000) + 60000)
return {granted, math.max(0, math.ceil(free - now))}
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    key: str
    per_second: float


class Bucket:
    """What this sender has of one limit."""

    __slots__ = ("at_hand", "burst", "free", "gap", "key", "next_ask", "per_second", "share")

    def __init__(self, limit: Limit, now: float) -> None:
        self.key = PREFIX + limit.key
        self.per_second = limit.per_second
        self.gap = 1.0 / limit.per_second
        self.share = max(1, int(limit.per_second * SHARE))
        # Of a slow rate half a message's time: a sender that comes round late makes up for it.
        self.burst = max(BURST, self.gap / 2)
        self.at_hand = 0
        self.free = now  # the next moment, when Redis is away
        self.next_ask = 0.0


class Rates:
    """`wait` costs next to nothing for keys without a limit."""

    def __init__(self, redis: Redis | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.redis = impatient(redis) if redis else None
        self.script: Any = self.redis.register_script(TAKE) if self.redis else None
        self.buckets: dict[str, Bucket] = {}
        self.away_until = 0.0 if redis else float("inf")  # 0: it answered when last asked

    def set(self, limits: Iterable[Limit]) -> None:
        """Changed settings take effect at once; another thread may be in `wait` meanwhile."""
        kept = {}
        for limit in limits:
            bucket = self.buckets.get(limit.key)
            if bucket is None or bucket.per_second != limit.per_second:
                bucket = Bucket(limit, self.clock())
            kept[limit.key] = bucket
        self.buckets = kept

    def wait(self, keys: Sequence[str]) -> float:
        """0.0: one message may go, for every key; else seconds until it is worth asking again."""
        buckets = self.buckets
        if not buckets:
            return 0.0
        limited = [buckets[key] for key in keys if key in buckets]
        for bucket in limited:
            if bucket.at_hand <= 0 and (wait := self.fetch(bucket)):
                return wait
        for bucket in limited:
            bucket.at_hand -= 1
        return 0.0

    def give_back(self, keys: Sequence[str]) -> None:
        """A message did not go after all."""
        buckets = self.buckets  # `set` may put others in their place at any moment
        for key in keys:
            if key in buckets:
                buckets[key].at_hand += 1

    def fetch(self, bucket: Bucket) -> float:
        now = self.clock()
        if now < bucket.next_ask:
            return bucket.next_ask - now
        granted, wait = self.ask(bucket, bucket.share, now)
        bucket.at_hand += granted
        if granted:  # It asks again, though the answer will be no: then all wait for one moment.
            return 0.0
        # Somebody may give back, or the settings change: nobody waits an hour for an answer.
        wait = min(max(wait, 1e-4), RETRY)
        bucket.next_ask = now + wait
        return wait

    def ask(self, bucket: Bucket, wanted: int, now: float) -> tuple[int, float]:
        """How many may go, and how long until one may, if none."""
        if now >= self.away_until:
            try:
                answer = self.ask_redis(bucket, wanted)
                self.away_until = 0.0
                return answer
            except RedisError as error:
                if not self.away_until:
                    log.warning("Redis does not answer (%s): rates hold here", type(error).__name__)
                self.away_until = self.clock() + RETRY
        return alone(bucket, wanted, self.clock())

    def ask_redis(self, bucket: Bucket, wanted: int) -> tuple[int, float]:
        micro = [bucket.gap * 1e6, wanted, bucket.burst * 1e6]
        granted, wait = self.script(keys=[bucket.key], args=micro)
        bucket.free = self.clock() + wait / 1e6
        return int(granted), wait / 1e6

    def close(self) -> None:
        """What was taken and not used goes back, for the next sender."""
        if self.redis is None:
            return
        try:
            for bucket in self.buckets.values():
                if bucket.at_hand > 0 and self.clock() >= self.away_until:
                    self.ask_redis(bucket, -bucket.at_hand)
                    bucket.at_hand = 0
        except RedisError as error:
            log.warning("Redis does not answer (%s): unused turns are lost", type(error).__name__)
        self.redis.connection_pool.disconnect()


def alone(bucket: Bucket, wanted: int, now: float) -> tuple[int, float]:
    """The same as the script, by our own clock."""
    bucket.free = max(bucket.free, now - bucket.burst)
    if bucket.free > now:
        return 0, bucket.free - now
    bucket.free += wanted * bucket.gap
    return wanted, 0.0


def impatient(redis: Redis) -> Redis:
    """The same Redis, asked once and never waited for.

    A worker's own connection waits for minutes: RQ raises its timeout for the blocking pop.
    """
    pool = redis.connection_pool
    once = {"retry": Retry(NoBackoff(), 0), "socket_timeout": PATIENCE}
    how = pool.connection_kwargs | once | {"socket_connect_timeout": PATIENCE}
    return Redis(connection_pool=ConnectionPool(connection_class=pool.connection_class, **how))
