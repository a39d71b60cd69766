"""When to try again, when the night is quiet, and how slowly a new sender begins."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as dtime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.outbox import rules
from service.outbox.rules import mailing_retry, moment_of_day, quiet_until, retry_after, warmed

OSLO = ZoneInfo("Europe/Oslo")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = st.sampled_from([OSLO, AMSTERDAM])
EVENING, MORNING = dtime(21), dtime(8)
SPRING = date(2027, 3, 28)  # 02:00 becomes 03:00
AUTUMN = date(2026, 10, 25)  # 03:00 becomes 02:00
FIRST = date(2026, 11, 25)


# Trying again


def schedule(retry: Callable[[int], timedelta | None]) -> list[timedelta]:
    """How long each failed attempt waits, until nobody tries again."""
    waits: list[timedelta] = []
    while (wait := retry(len(waits) + 1)) is not None:
        waits.append(wait)
    assert retry(len(waits) + 2) is None
    assert waits == sorted(waits)
    return waits


def test_a_letter_to_many_is_tried_for_two_days():
    waits = schedule(mailing_retry)
    assert sum(waits, timedelta()) == timedelta(hours=48)
    assert (waits[0], len(waits)) == (timedelta(minutes=5), len(rules.MAILING_RETRY))


def test_a_single_letter_is_tried_for_two_days():
    waits = schedule(retry_after)
    assert timedelta(hours=44) < sum(waits, timedelta()) <= timedelta(hours=48)
    assert (waits[0], len(waits)) == (timedelta(minutes=1), len(rules.RETRY))


# A new sender


@pytest.mark.parametrize(
    ("day", "letters"),
    [
        *[(0, 100), (1, 100), (2, 200), (3, 200), (4, 400), (5, 400), (6, 800), (7, 800)],
        *[(8, 1600), (9, 1600), (10, 3200), (11, 3200), (12, 6400), (13, 6400)],
        *[(14, 12_800), (15, 12_800), (16, 25_600), (17, 25_600), (18, 51_200), (19, 51_200)],
        *[(20, 102_400), (21, 102_400), (22, 204_800), (23, 204_800)],
        *[(24, 409_600), (25, 409_600), (26, 819_200), (27, 819_200)],
        *[(28, None), (29, None), (30, None)],
    ],
)
def test_a_new_sender_sends_twice_as_many_every_other_day(day, letters):
    assert warmed(FIRST, FIRST + timedelta(days=day)) == letters


def test_a_plan_that_begins_tomorrow_lets_as_many_go_as_on_its_first_day():
    assert warmed(FIRST, FIRST - timedelta(days=1)) == rules.WARM_UP
    assert warmed(FIRST, FIRST - timedelta(days=400)) == rules.WARM_UP


# Quiet hours


def local(day: date, clock: str, zone: ZoneInfo = OSLO, fold: int = 0) -> datetime:
    moment = datetime.combine(day, moment_of_day(clock), zone)
    return moment.replace(fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "ends"),
    [
        ("20:59", None),
        ("21:00", FIRST + timedelta(days=1)),
        ("23:59", FIRST + timedelta(days=1)),
        ("00:00", FIRST),
        ("07:59", FIRST),
        ("08:00", None),
        ("12:00", None),
    ],
)
@pytest.mark.parametrize("zone", [OSLO, AMSTERDAM], ids=str)
def test_a_night_is_quiet_from_evening_to_morning(clock, ends, zone):
    until = quiet_until(local(FIRST, clock, zone), zone, EVENING, MORNING)
    assert until == (local(ends, "08:00", zone) if ends else None)


@pytest.mark.parametrize(
    ("clock", "quiet"), [("11:59", False), ("12:00", True), ("12:59", True), ("13:00", False)]
)
def test_quiet_hours_may_lie_within_a_day(clock, quiet):
    until = quiet_until(local(FIRST, clock), OSLO, dtime(12), dtime(13))
    assert until == (local(FIRST, "13:00") if quiet else None)


def test_hours_that_end_when_they_begin_are_none():
    assert quiet_until(local(FIRST, "12:00"), OSLO, dtime(12), dtime(12)) is None


@pytest.mark.parametrize("zone", [OSLO, AMSTERDAM], ids=str)
@pytest.mark.parametrize(("night", "hours"), [(SPRING, 10), (AUTUMN, 12), (FIRST, 11)], ids=str)
def test_the_night_of_a_change_is_as_long_as_it_is(night, hours, zone):
    begin = local(night - timedelta(days=1), "21:00", zone)
    until = quiet_until(begin, zone, EVENING, MORNING)
    assert until == local(night, "08:00", zone)
    assert until - begin == timedelta(hours=hours)


@pytest.mark.parametrize("zone", [OSLO, AMSTERDAM], ids=str)
def test_an_end_that_comes_twice_counts_the_second_time(zone):
    """Who is asleep at the first half past two is asleep at the second."""
    until = local(AUTUMN, "02:30", zone, fold=1)
    assert until == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for clock, fold in (("02:10", 0), ("02:45", 0), ("02:10", 1)):
        now = local(AUTUMN, clock, zone, fold)
        assert quiet_until(now, zone, EVENING, dtime(2, 30)) == until
    assert quiet_until(until, zone, EVENING, dtime(2, 30)) is None


@pytest.mark.parametrize("zone", [OSLO, AMSTERDAM], ids=str)
def test_an_end_that_never_comes_is_at_the_later_of_its_moments(zone):
    until = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 by the clock before, 03:30 after
    assert quiet_until(local(SPRING, "01:30", zone), zone, EVENING, dtime(2, 30)) == until
    assert quiet_until(until - timedelta(seconds=1), zone, EVENING, dtime(2, 30)) == until
    assert quiet_until(until, zone, EVENING, dtime(2, 30)) is None


YEAR = datetime(2026, 7, 1, tzinfo=UTC)
NEAR_CHANGES = st.sampled_from(["2026-10-25T00:30", "2027-03-28T00:30", "2026-10-24T20:00"])
MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))
MOMENTS |= st.tuples(NEAR_CHANGES, st.integers(-600, 600)).map(
    lambda near: datetime.fromisoformat(near[0] + "+00:00") + timedelta(minutes=near[1])
)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
@example(local(AUTUMN, "02:10", fold=1), OSLO, dtime(22), dtime(2, 30))
@example(local(SPRING, "01:59"), OSLO, dtime(2, 30), dtime(2, 15))
def test_a_quiet_moment_ends_later_and_then_it_is_over(now, zone, begin, end):
    until = quiet_until(now, zone, begin, end)
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert until.tzinfo is UTC
        after = quiet_until(until, zone, begin, end)
        near_a_change = until.date() in (SPRING, AUTUMN)
        assert after is None or near_a_change


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_away_from_a_change_the_clock_on_the_wall_tells(now, zone, begin, end):
    if any(abs(now.date() - change) <= timedelta(days=1) for change in (SPRING, AUTUMN)):
        return
    clock = now.astimezone(zone).time()
    inside = begin <= clock < end if begin <= end else clock >= begin or clock < end
    assert (quiet_until(now, zone, begin, end) is not None) is inside


@given(st.integers(0, 2**20), st.integers(0, 2**rules.SEQ_BITS - 1))
def test_the_number_of_a_copy_names_its_mailing_and_its_place(mailing, seq):
    assert rules.copy_of(rules.copy_number(mailing, seq)) == (mailing, seq)
