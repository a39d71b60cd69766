"""A page rendered once and filled for a person is the page rendered for that person."""

from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings

from emails import Page, find, render
from emails.campaigns.newsletter import Newsletter
from emails.events.confirm_place import ConfirmPlace
from emails.slots import fill, slot
from tests.emails.pages import FRAME, Outline, anything, printable

OPEN = replace(FRAME, stop_url=slot("stop_url"), mine_url=f"https://x.example/{slot('mine')}")


def newsletter(first_name: str) -> Newsletter:
    return replace(Newsletter.sample(), first_name=first_name, subject=f"Nytt til {first_name}")


def read(page: Page) -> tuple[str, str, str, str]:
    return page.subject, page.preheader, unescape(page.html), page.text


@settings(max_examples=60, deadline=None)
@given(name=printable.filter(lambda name: name.strip() != ""))
def test_filling_is_rendering(name: str) -> None:
    stop, mine = "https://x.example/u/1?a=1&b=2", "Kf3"
    values = {"first_name": f"x{name}x", "stop_url": stop, "mine": mine}
    filled = fill(render(newsletter(slot("first_name")), "nb", OPEN), values)
    frame = replace(FRAME, stop_url=stop, mine_url=f"https://x.example/{mine}")

    assert read(filled) == read(render(newsletter(f"x{name}x"), "nb", frame))


@settings(max_examples=30, deadline=None)
@given(name=printable)
def test_a_title_and_its_rule_grow_together(name: str) -> None:
    sample = replace(ConfirmPlace.sample(), title=f"x{name}", first_name=f"y{name}")
    open_page = render(replace(sample, title=slot("title"), first_name=slot("me")), "nn", FRAME)

    filled = fill(open_page, {"title": f"x{name}", "me": f"y{name}"})

    assert read(filled) == read(render(sample, "nn", FRAME))


@given(value=anything)
def test_a_value_adds_no_tag(value: str) -> None:
    page = Page("s", "p", f'<p>{slot("name")} <a href="{slot("name")}">x</a></p>', "t\n")

    filled = fill(page, {"name": value})

    assert [tag for tag, _ in Outline(filled.html).tags] == ["p", "a"]
    assert "\n" not in fill(replace(page, subject=slot("name")), {"name": value}).subject


def test_a_slot_nobody_fills_stays() -> None:
    page = Page("pdslot-x-y-x", "", "", "")

    assert fill(page, {}) == page


@pytest.mark.parametrize("name", ["", "First", "first-name", "a_xb", "1a", "a b", "b_x"])
def test_a_slot_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="slot"):
        slot(name)


def test_slots_beside_each_other_are_told_apart() -> None:
    page = Page(f"{slot('a')}{slot('xy_b2')}s", "", "", "")

    assert fill(page, {"a": "1", "xy_b2": "2"}).subject == "12s"


def test_an_open_page_has_a_slot_wherever_the_person_is() -> None:
    page = render(newsletter(slot("first_name")), "nb", OPEN)

    assert page.subject == f"Nytt til {slot('first_name')}"
    assert find("campaigns.newsletter") is Newsletter
    assert f"Hei {slot('first_name')}," in page.text
