"""Several senders share one rate, whatever happens to Redis meanwhile."""

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from threading import Thread

import pytest
from redis import Redis

from service.core.embedded import redis_server
from service.outbox.delivery import rates as module
from service.outbox.delivery.rates import BURST, PREFIX, SHARE, Limit, Rates

KEY = "house"
HOUR = 3600.0


@pytest.fixture
def redis(redis_url) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        client.flushdb()
        yield client


def limited(redis: Redis | None, per_second: float, **how) -> Rates:
    rates = Rates(redis, **how)
    rates.set([Limit(KEY, per_second)])
    return rates


def gone(rates: Rates, seconds: float) -> list[float]:
    """When each message went, of a sender that has no lack of them."""
    found = []
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        wait = rates.wait([KEY])
        if wait:
            time.sleep(min(wait, end - now))
        else:
            found.append(time.monotonic())
    return found


def burst(rates: Rates) -> int:
    """How many go at this very moment."""
    number = 0
    while not rates.wait([KEY]):
        number += 1
    return number


def sender(url: str, per_second: float, begin: float, seconds: float) -> list[float]:
    """One sender in a process of its own; the monotonic clock is the same for all."""
    with Redis.from_url(url) as client:
        rates = limited(client, per_second)
        time.sleep(max(0.0, begin - time.monotonic()))
        found = gone(rates, seconds)
        rates.close()
    return found


def senders(url: str, number: int, per_second: float, seconds: float) -> list[list[float]]:
    begin = time.monotonic() + 1.5  # until all have started
    how = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=how) as pool:
        running = [pool.submit(sender, url, per_second, begin, seconds) for _ in range(number)]
        return [each.result() for each in running]


def share(per_second: float) -> int:
    return max(1, int(per_second * SHARE))


def speed(moments: list[float], per_second: float) -> float:
    """Messages a second, from the first share to the last."""
    return (len(moments) - share(per_second)) / (max(moments) - min(moments))


# Together


@pytest.mark.slow
@pytest.mark.parametrize("per_second", [20, 500, 5000])
def test_three_processes_keep_one_rate_together(redis, redis_url, per_second, record_property):
    found = senders(redis_url, 3, per_second, 3.0)
    measured = speed(sum(found, []), per_second)
    record_property("messages a second", measured)
    assert measured == pytest.approx(per_second, rel=0.05)
    assert all(found)


def test_the_rate_holds_for_one_sender_too(redis):
    assert speed(gone(limited(redis, 1000), 1.0), 1000) == pytest.approx(1000, rel=0.05)


def test_senders_that_start_at_once_get_one_share_at_first(redis):
    began = time.monotonic()
    both = [limited(redis, 100), limited(redis, 100)]
    number = sum(map(burst, both))
    assert number <= 2 * share(100) + 100 * (time.monotonic() - began)  # a busy machine takes long


def test_what_nobody_used_is_made_up_for_up_to_a_point(redis):
    rates = limited(redis, 1000)
    burst(rates)
    time.sleep(4 * BURST)
    began = time.monotonic()
    number = burst(rates)
    most = (BURST + 2 * SHARE + time.monotonic() - began) * 1000
    assert BURST * 1000 - share(1000) <= number <= most


def test_a_message_needs_its_turn_by_every_key(redis):
    rates = Rates(redis)
    rates.set([Limit("quick", 1000), Limit("slow", 1 / HOUR)])
    keys = ("quick", "slow", "without a limit")
    assert rates.wait(keys) == 0
    assert rates.wait(keys) > 0
    assert rates.wait(["quick"]) == rates.wait(["without a limit"]) == 0


def test_a_key_without_a_limit_asks_nobody():
    nowhere = Redis(port=1)
    assert Rates(nowhere).wait([KEY, "another"]) == 0


# Given back


def test_a_turn_that_was_given_back_is_there_again(redis):
    rates = limited(redis, 1 / HOUR)
    assert rates.wait([KEY]) == 0
    assert rates.wait([KEY]) > 0
    rates.give_back([KEY, "without a limit"])
    assert rates.wait([KEY]) == 0
    assert rates.wait([KEY]) > 0


def test_what_a_sender_leaves_unused_is_there_for_the_next(redis):
    first = limited(redis, 1000)
    assert first.wait([KEY]) == 0
    taken = int(redis.get(PREFIX + KEY))
    first.close()
    assert taken - int(redis.get(PREFIX + KEY)) == 1000 * (share(1000) - 1)
    assert limited(redis, 1000).wait([KEY]) == 0


def test_a_sender_that_waits_hears_of_what_another_gave_back(redis):
    one, another = limited(redis, 1 / HOUR), limited(redis, 1 / HOUR)
    assert one.wait([KEY]) == 0
    wait = another.wait([KEY])
    assert 0 < wait <= module.RETRY
    one.give_back([KEY])
    one.close()
    time.sleep(wait)
    assert another.wait([KEY]) == 0


# Slow rates, by arithmetic


class Hands:
    """A clock that we set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("an_hour", [1, 7, 100, 3600])
def test_a_slow_rate_lets_as_many_go_as_it_says(an_hour):
    hands = Hands()
    rates = limited(None, an_hour / HOUR, clock=hands)
    went = 0
    while hands.now < 24 * HOUR:
        wait = rates.wait([KEY])
        went += wait == 0
        hands.now += min(wait, 30) if wait else 0.001
    assert 24 * an_hour <= went <= 24 * an_hour + 2


def test_one_an_hour_is_one_an_hour_in_redis_too(redis):
    rates = limited(redis, 1 / HOUR)
    assert burst(rates) == 1
    clock = redis.time()
    ahead = int(redis.get(PREFIX + KEY)) / 1e6 - clock[0] - clock[1] / 1e6
    assert ahead == pytest.approx(HOUR, abs=1)
    assert redis.pttl(PREFIX + KEY) >= HOUR * 1000


def test_a_sender_that_comes_round_late_makes_up_for_half_a_message(redis):
    seconds, micro = redis.time()
    redis.set(PREFIX + KEY, (seconds - 24 * 3600) * 1_000_000 + micro)
    assert burst(limited(redis, 1 / HOUR)) == 1
    ahead = int(redis.get(PREFIX + KEY)) / 1e6 - redis.time()[0]
    assert ahead == pytest.approx(HOUR / 2, abs=2)


# Settings change


@pytest.mark.parametrize(("before", "after"), [(1 / HOUR, 200.0), (0.7, 200.0), (500.0, 2000.0)])
def test_a_rate_that_is_raised_holds_at_once(redis, before, after):
    rates = limited(redis, before)
    burst(rates)
    rates.set([Limit(KEY, after)])
    assert speed(gone(rates, 0.7), after) == pytest.approx(after, rel=0.1)


@pytest.mark.parametrize(("before", "after", "most"), [(5000.0, 20.0, 12), (5000.0, 1 / HOUR, 1)])
def test_a_rate_that_is_lowered_holds_at_once(redis, before, after, most):
    rates = limited(redis, before)
    gone(rates, 0.2)
    rates.set([Limit(KEY, after)])
    assert 1 <= len(gone(rates, 0.5)) <= most


def test_a_limit_that_is_taken_away_is_gone_at_once(redis):
    rates = limited(redis, 1 / HOUR)
    burst(rates)
    rates.set([])
    assert rates.wait([KEY]) == 0


def test_settings_that_stay_keep_what_is_at_hand(redis):
    rates = limited(redis, 1000)
    assert rates.wait([KEY]) == 0
    bucket = rates.buckets[KEY]
    rates.set([Limit(KEY, 1000), Limit("another", 1)])
    assert rates.buckets[KEY] is bucket


def test_settings_may_change_in_the_middle_of_a_question():
    rates = Rates(None)
    ended: list[bool] = []

    def change() -> None:
        for limits in cycle([[Limit(KEY, 1e6)], [], [Limit(KEY, 5e5), Limit("another", 3)]]):
            rates.set(limits)
            if ended:
                return

    thread = Thread(target=change)
    thread.start()
    try:
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            rates.wait([KEY, "another"])
            rates.give_back([KEY, "another"])
    finally:
        ended.append(True)
        thread.join()


# What happens to Redis


def test_redis_may_forget_everything_in_the_middle(redis):
    rates = limited(redis, 500)
    found = gone(rates, 0.5)
    for _ in range(4):
        redis.flushdb()
        found += gone(rates, 0.25)
    more_for_each = 2 * share(500)
    assert 0.95 * 750 <= len(found) <= 1.05 * 750 + 4 * more_for_each


def test_the_script_may_be_forgotten(redis):
    rates = limited(redis, 500)
    assert rates.wait([KEY]) == 0
    redis.script_flush()
    assert speed(gone(rates, 0.5), 500) == pytest.approx(500, rel=0.1)


@pytest.mark.parametrize("ahead", [10, 3600, 10**7])
def test_a_clock_that_was_set_back_holds_nobody_up(redis, ahead):
    redis.set(PREFIX + KEY, (redis.time()[0] + ahead) * 1_000_000)
    assert speed(gone(limited(redis, 500), 0.5), 500) == pytest.approx(500, rel=0.1)


@pytest.mark.parametrize("left", ["", "no number", "-1", "1e3"])
def test_what_else_stands_under_the_key_holds_nobody_up(redis, left):
    redis.set(PREFIX + KEY, left)
    assert limited(redis, 500).wait([KEY]) == 0


def test_a_key_of_another_kind_is_as_if_redis_were_away(redis):
    redis.lpush(PREFIX + KEY, "x")
    assert speed(gone(limited(redis, 500), 0.5), 500) == pytest.approx(500, rel=0.1)


def test_without_redis_the_rate_holds_here():
    assert speed(gone(limited(None, 500), 1.0), 500) == pytest.approx(500, rel=0.05)


@pytest.mark.slow
def test_redis_may_go_away_and_come_back(tmp_path, caplog):
    """The rate holds throughout; Redis is asked once a second, and missed in the log once."""
    caplog.set_level(logging.WARNING)
    with redis_server(tmp_path) as url, Redis.from_url(url) as client:
        rates = limited(client, 500)
        found = gone(rates, 0.5)
        assert client.exists(PREFIX + KEY)
        assert caplog.messages == []
    tries = set()
    for _ in range(5):
        found += gone(rates, 0.5)
        tries.add(rates.away_until)
    assert len(tries) in (2, 3)
    assert len(caplog.messages) == 1
    with redis_server(tmp_path) as url, Redis.from_url(url) as client:
        client.flushdb()
        found += gone(rates, 1.5)
        assert client.exists(PREFIX + KEY)
        found += gone(rates, 0.5)
        assert len(caplog.messages) == 1
        rates.close()
    gone(rates, 0.1)
    assert len(caplog.messages) == 2
    assert len(found) == pytest.approx(500 * 5, rel=0.05)


def test_redis_may_stand_still_and_go_on(tmp_path, caplog):
    """What it answers too late is nobody's answer."""
    with redis_server(tmp_path) as url, Redis.from_url(url) as client:
        rates = limited(client, 500)
        assert rates.wait([KEY]) == 0
        number = client.info("server")["process_id"]
        os.kill(number, signal.SIGSTOP)
        try:
            found = gone(rates, 1.0)
        finally:
            os.kill(number, signal.SIGCONT)
        assert caplog.messages
        time.sleep(module.RETRY)
        burst(rates)
        caplog.clear()
        found += gone(rates, 1.0)
        assert caplog.messages == []
        assert 0.8 * 1000 <= len(found) <= (2 + 2 * BURST) * 500 + 4 * share(500)
        rates.close()


def test_a_sender_ends_well_when_redis_is_away():
    rates = limited(Redis(port=1), 500)
    assert rates.wait([KEY]) == 0
    rates.away_until = 0.0
    rates.close()


def test_a_redis_that_takes_the_call_and_says_nothing_stalls_nobody():
    """Whatever patience the worker's own connection has."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(100)
        client = Redis(port=deaf.getsockname()[1], socket_timeout=400)
        rates = limited(client, 500)
        begun = time.monotonic()
        assert rates.wait([KEY]) == 0
        assert time.monotonic() - begun < 4 * module.PATIENCE
        assert 200 <= len(gone(rates, 0.5)) <= 250 + BURST * 500 + share(500)
        rates.away_until = 0.0
        rates.close()
        assert time.monotonic() - begun < 3
