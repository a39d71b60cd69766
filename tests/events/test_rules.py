"""Deadlines, quiet hours and words read from a programme, as tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.events import rules
from tests.events.planning import OSLO

START = datetime(2026, 12, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before_start", "held_for"),
    [
        (timedelta(days=9), timedelta(hours=48)),
        (timedelta(hours=73), timedelta(hours=48)),
        (timedelta(hours=60), timedelta(hours=36)),
        (timedelta(hours=24), timedelta(hours=1)),
        (timedelta(hours=3), timedelta(hours=1)),
    ],
)
def test_a_seat_is_held_two_days_or_until_the_day_before(
    before_start: timedelta, held_for: timedelta
) -> None:
    now = START - before_start
    assert rules.held_until(now, START) - now == held_for


@pytest.mark.parametrize(
    ("before_start", "offered_for"),
    [
        (timedelta(days=9), timedelta(hours=24)),
        (timedelta(hours=48), timedelta(hours=24)),
        (timedelta(hours=47, minutes=59), timedelta(hours=4)),
        (timedelta(hours=12), timedelta(hours=4)),
        (timedelta(hours=11, minutes=59), timedelta(hours=1)),
        (timedelta(minutes=30), timedelta(minutes=30)),
    ],
)
def test_an_offer_is_shorter_the_nearer_the_event_is(
    before_start: timedelta, offered_for: timedelta
) -> None:
    now = START - before_start
    assert rules.offer_until(now, START) - now == offered_for


@pytest.mark.parametrize(
    ("local_time", "is_quiet"),
    [
        ((11, 29, 20, 59), False),
        ((11, 29, 21, 0), True),
        ((11, 29, 23, 10), True),
        ((11, 30, 6, 59), True),
        ((11, 30, 7, 0), False),
        ((12, 1, 20, 0), False),
        ((12, 1, 21, 0), False),  # eleven hours left: waking somebody is kinder
        ((12, 2, 6, 30), False),
    ],
)
def test_nobody_is_disturbed_at_night_unless_time_is_short(
    local_time: tuple[int, int, int, int], is_quiet: bool
) -> None:
    now = datetime(2026, *local_time, tzinfo=OSLO)
    assert rules.quiet(now, START, "Europe/Oslo") is is_quiet


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Lys og trygghet i mørketida", "lys-og-trygghet-i-morketida"),
        ("Vårsamling: fra idé til handling", "varsamling-fra-ide-til-handling"),
        ("Żółć & Čáppa!", "zolc-cappa"),
        ("???", "event"),
        ("a" * 200, "a" * 60),
    ],
)
def test_a_title_becomes_an_address(title: str, slug: str) -> None:
    assert rules.slug(title) == slug


def test_a_programme_is_read_line_by_line() -> None:
    assert rules.programme("08.00 Kaffe\n\n 8:15–8.45  Innlegg  om lys \nFri prat") == [
        ("08.00", "Kaffe"),
        ("8:15–8.45", "Innlegg om lys"),
        ("", "Fri prat"),
    ]


@given(st.text())
def test_any_programme_can_be_read_and_loses_no_word(text: str) -> None:
    read = rules.programme(text)
    assert " ".join(f"{time} {what}" for time, what in read).split() == text.split()


@given(st.text())
def test_any_title_gives_a_safe_address(title: str) -> None:
    slug = rules.slug(title)
    assert 0 < len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
