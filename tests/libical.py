"""libical, the reader inside Evolution, KOrganizer and Thunderbird, asked what a file says.

Debian's shared library by ctypes; the calls are those of libical 3 (icalparser.h, icalcomponent.h).
"""

import ctypes
import os
from ctypes import Structure, c_char_p, c_int, c_long, c_void_p
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

NAME = "libical.so.3"
VEVENT = 4  # icalenums.h: ICAL_VEVENT_COMPONENT
METHODS = {10_502: "REQUEST", 10_505: "CANCEL"}  # icalderivedproperty.h
PARTS = ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")


class Time(Structure):
    """struct icaltimetype: a time of day, and the zone it is in."""

    _fields_ = (*((name, c_int) for name in PARTS), ("zone", c_void_p))


ANSWERS: dict[str, Any] = {
    "get_first_component": c_void_p,
    "get_uid": c_char_p,
    "get_summary": c_char_p,
    "get_sequence": c_int,
    "get_method": c_int,
    "count_errors": c_int,
    "get_dtstart": Time,
    "get_dtend": Time,
    "count_components": c_int,
    "free": None,
}


class Seen(NamedTuple):
    """What libical makes of a file."""

    errors: int
    method: str
    events: int
    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str


def load() -> ctypes.CDLL:
    """The library; a test without it fails in CI, and is left out on somebody's own machine."""
    try:
        library = ctypes.CDLL(NAME)
    except OSError:
        missing = f"{NAME} is not here: apt-get install libical3"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    for name, answer in ANSWERS.items():
        call = getattr(library, f"icalcomponent_{name}")
        call.restype = answer
        call.argtypes = (
            [c_void_p, c_int] if name.endswith(("component", "components")) else [c_void_p]
        )
    library.icalparser_parse_string.restype = c_void_p
    library.icalparser_parse_string.argtypes = [c_char_p]
    library.icaltime_as_timet_with_zone.restype = c_long
    library.icaltime_as_timet_with_zone.argtypes = [Time, c_void_p]
    return library


def read(data: bytes) -> Seen:
    library = load()
    whole = library.icalparser_parse_string(data)
    assert whole, "libical cannot read it at all"
    event = library.icalcomponent_get_first_component(whole, VEVENT)
    start, end = library.icalcomponent_get_dtstart(event), library.icalcomponent_get_dtend(event)
    seen = Seen(
        errors=library.icalcomponent_count_errors(whole),
        method=METHODS.get(library.icalcomponent_get_method(whole), "?"),
        events=library.icalcomponent_count_components(whole, VEVENT),
        uid=library.icalcomponent_get_uid(event).decode(),
        sequence=library.icalcomponent_get_sequence(event),
        start=instant(library, start),
        end=instant(library, end),
        summary=library.icalcomponent_get_summary(event).decode(),
    )
    library.icalcomponent_free(whole)
    return seen


def instant(library: ctypes.CDLL, time: Time) -> datetime:
    seconds = library.icaltime_as_timet_with_zone(time, time.zone)
    return datetime.fromtimestamp(seconds, UTC)
