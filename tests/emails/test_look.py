"""How letters look on a phone: the button in sight, nothing too wide, nothing axe objects to."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from emails import Letter, render
from emails.words import LANGUAGES
from tests.emails.pages import FRAME, LETTERS

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}
# A letter is one article; landmarks belong to the page of the mail reader around it.
NOT_FOR_LETTERS = {"landmark-one-main", "region", "page-has-heading-one"}

each_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)


@each_letter
def test_a_phone_shows_the_button_and_the_full_width(page: Page, letter: type[Letter]) -> None:
    page.set_viewport_size(PHONE)
    page.route("**/*", lambda route: route.abort())
    for language in LANGUAGES:
        page.set_content(render(letter.sample(), language, FRAME).html)

        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert [bottom for bottom in bottoms(page)[:1] if bottom > PHONE["height"]] == []


def bottoms(page: Page) -> list[float]:
    found = (button.bounding_box() for button in page.locator(".button a").all())
    return [box["y"] + box["height"] for box in found if box]


@each_letter
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    page: Page, letter: type[Letter], scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.route("**/*", lambda route: route.abort())
    page.set_content(render(letter.sample(), "nb", FRAME).html)
    found = {violation["id"] for violation in Axe().run(page).response["violations"]}

    assert found - NOT_FOR_LETTERS == set()
