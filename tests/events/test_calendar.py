"""Calendar files, read back by an independent reader."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from service.events import calendar
from service.events.calendar import Entry, Party
from tests.events.planning import OSLO

PARTY = Party("Pådriv Havnevik", "post@havnevik.example", 'Gro "Køen", Åse', "gro@havnevik.example")
TOKEN = "aaaaaaaaag7mjiadp25m6c3rl4"


def entry(
    start: datetime, title: str = "Lys og trygghet i mørketida", zone: str = "Europe/Oslo"
) -> Entry:
    return Entry(
        uid=calendar.uid(7, TOKEN, "svar.havnevik.example"),
        sequence=2,
        stamp=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        start=start,
        end=start + timedelta(minutes=90),
        zone=zone,
        title=title,
        description="Hva gjør lyset\nmed byen?",
        location="Kulturhuset Sjøgata, Sjøgata 12",
        url="https://paadriv.example/havnevik/events/lys",
    )


def read_back(text: str) -> Any:
    return Calendar.from_ical(text)


BREAKFAST = entry(datetime(2026, 12, 2, 8, 0, tzinfo=OSLO))


def test_an_invitation_says_all_that_a_mail_client_needs() -> None:
    read = read_back(calendar.request(BREAKFAST, PARTY))
    event = read.walk("VEVENT")[0]
    assert read["METHOD"] == "REQUEST"
    assert len(read.walk("VEVENT")) == 1
    assert event["UID"] == f"7-{TOKEN}@svar.havnevik.example"
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CONFIRMED")
    assert event["SUMMARY"] == "Lys og trygghet i mørketida"
    assert event["DESCRIPTION"] == "Hva gjør lyset\nmed byen?"
    assert event["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert event["DTSTART"].dt == BREAKFAST.start
    assert event["ORGANIZER"] == "mailto:post@havnevik.example"
    assert event["ATTENDEE"] == "mailto:gro@havnevik.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["CN"] == "Gro Køen, Åse"


def test_a_withdrawal_keeps_the_uid_and_the_organiser() -> None:
    read = read_back(calendar.cancel(BREAKFAST, PARTY))
    event = read.walk("VEVENT")[0]
    assert (read["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["UID"] == BREAKFAST.uid
    assert event["ORGANIZER"] == "mailto:post@havnevik.example"


def test_a_uid_is_never_folded() -> None:
    long = calendar.uid(123456, TOKEN, "svar.et-meget-langt-navn-paa-et-sted.example")
    assert len(long) == 70
    assert long == long.lower()
    text = calendar.request(entry(BREAKFAST.start), PARTY)
    assert f"UID:{BREAKFAST.uid}\r\n" in text


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=300))
def test_any_title_comes_back_whole_in_short_lines(title: str) -> None:
    text = calendar.request(entry(BREAKFAST.start, title), PARTY)
    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert text.count("\n") == text.count("\r\n")
    assert str(read_back(text).walk("VEVENT")[0]["SUMMARY"]) == title


@pytest.mark.parametrize(
    ("start", "offset"),
    [
        (datetime(2027, 3, 27, 8, 0, tzinfo=OSLO), 1),
        (datetime(2027, 3, 28, 1, 0, tzinfo=OSLO), 1),  # ends after the clocks have changed
        (datetime(2027, 3, 28, 8, 0, tzinfo=OSLO), 2),
        (datetime(2027, 10, 31, 8, 0, tzinfo=OSLO), 1),
        (datetime(2027, 1, 20, 9, 0, tzinfo=OSLO), 1),
        (datetime(2027, 7, 1, 9, 0, tzinfo=OSLO), 2),
    ],
)
def test_local_times_stay_as_typed_when_the_clocks_change(start: datetime, offset: int) -> None:
    text = calendar.request(entry(start), PARTY)
    event = read_back(text).walk("VEVENT")[0]
    assert f"DTSTART;TZID=Europe/Oslo:{start:%Y%m%dT%H%M%S}\r\n" in text
    assert event["DTSTART"].dt.astimezone(UTC) == start.astimezone(UTC)
    assert own_offset(text, start.replace(tzinfo=None)) == timedelta(hours=offset)


def own_offset(text: str, local: datetime) -> timedelta:
    """The offset that the file's own VTIMEZONE gives, by RFC 5545 § 3.6.5 and nothing else."""
    zone = read_back(text).walk("VTIMEZONE")[0]
    onsets = sorted((part["DTSTART"].dt, part["TZOFFSETTO"].td) for part in zone.subcomponents)
    offset: timedelta = next(after for onset, after in reversed(onsets) if onset <= local)
    return offset


def test_the_clock_changes_stand_in_the_old_clock_s_time() -> None:
    zone = read_back(calendar.request(BREAKFAST, PARTY)).walk("VTIMEZONE")[0]
    onsets = [part["DTSTART"].dt for part in zone.subcomponents if part["DTSTART"].dt.year == 2026]
    assert onsets == [datetime(2026, 3, 29, 2, 0), datetime(2026, 10, 25, 3, 0)]


def test_a_place_that_never_changes_its_clocks_has_a_zone_too() -> None:
    text = calendar.request(
        entry(datetime(2026, 12, 2, 8, tzinfo=UTC), zone="Africa/Nairobi"), PARTY
    )
    assert own_offset(text, datetime(2026, 12, 2, 8)) == timedelta(hours=3)


def test_the_feed_names_nobody() -> None:
    text = calendar.feed("Pådriv Havnevik", [BREAKFAST])
    assert "mailto:" not in text
    assert len(read_back(text).walk("VEVENT")) == 1


def test_an_empty_feed_is_still_a_calendar() -> None:
    assert read_back(calendar.feed("Pådriv Havnevik", [])).walk("VEVENT") == []
