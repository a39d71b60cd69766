"""Whatever colour a community chooses, its letters can be read by day and in the dark."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.colour import PETROL, contrast, ink_on, known, readable
from emails.frame import palette

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@given(colour=colours)
def test_every_pair_in_a_letter_can_be_read(colour: str) -> None:
    hues = palette(colour)
    pairs = {
        (hues.on_button, hues.button),
        (hues.on_button_dark, hues.button_dark),
        *((ink, ground) for ink in (hues.ink, hues.soft, hues.link) for ground in by_day(colour)),
        *(
            (ink, ground)
            for ink in (hues.ink_dark, hues.soft_dark, hues.link_dark)
            for ground in (hues.paper_dark, hues.tint_dark, hues.around_dark)
        ),
    }

    assert {pair for pair in pairs if contrast(*pair) < 4.5} == set()


def by_day(colour: str) -> tuple[str, str, str]:
    hues = palette(colour)
    return hues.paper, hues.tint, hues.around


@given(colour=colours, ground=colours)
def test_a_shade_is_a_colour(colour: str, ground: str) -> None:
    assert re.fullmatch("#[0-9A-F]{6}", readable(colour, ink_on(ground)))


def test_a_readable_colour_is_left_alone() -> None:
    assert palette(PETROL).button == PETROL
    assert palette(PETROL).link == PETROL


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("#abc", "#AABBCC"), (" #0b4f5c ", "#0B4F5C"), ("red", PETROL), ("", PETROL), ("#12", PETROL)],
)
def test_a_mistyped_colour_is_ours(typed: str, meant: str) -> None:
    assert known(typed) == meant


def test_nothing_is_pure_black_or_white() -> None:
    assert {"#000000", "#FFFFFF"} & set(vars(palette(PETROL)).values()) == set()
