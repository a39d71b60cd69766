"""Dates as each language writes them, and the nearest language when one is missing."""

from datetime import UTC, datetime

import pytest

from service.core import words

START = datetime(2027, 1, 20, 8, 0, tzinfo=UTC)
END = datetime(2027, 1, 20, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("nb", "Europe/Oslo", "onsdag 20. januar 2027 kl. 09.00–15.00"),
        ("nn", "Europe/Oslo", "onsdag 20. januar 2027 kl. 09.00–15.00"),
        ("nl", "Europe/Amsterdam", "woensdag 20 januari 2027, 09.00–15.00 uur"),
        ("en", "Europe/Oslo", "Wednesday 20 January 2027, 09:00–15:00 (Oslo time)"),
    ],
)
def test_a_date_has_weekday_year_and_local_time(language, zone, written):
    assert words.when(START, END, zone, language) == written


def test_summer_time_is_the_local_clock():
    summer = datetime(2027, 6, 8, 6, 0, tzinfo=UTC)
    assert words.when(summer, None, "Europe/Oslo", "nn") == "tysdag 8. juni 2027 kl. 08.00"


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("no", "nb"),
        ("nb-NO", "nb"),
        ("nn", "nn"),
        ("en_GB", "en"),
        ("nl-BE", "nl"),
        ("de", None),
        (None, None),
    ],
)
def test_a_browsers_language_becomes_ours(code, known):
    assert words.known(code) == known


def test_the_nearest_language_is_taken():
    assert words.pick({"nb": "frokost", "en": "breakfast"}, "nn") == "frokost"
    assert words.pick({"nb": "frokost", "en": "breakfast"}, "nl") == "breakfast"
    assert words.pick({}, "nb") == ""
