"""axe finds nothing on any page, in four languages, by day and by night, wide and narrow (A6)."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import update

from service.communities.models import Account
from service.core.db import session
from tests.browser import pages
from tests.browser.conftest import PHONE, WIDE
from tests.browser.pages import Place
from tests.browser.site import Site

pytestmark = pytest.mark.browser
RULES = {"values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OPTIONS = {"runOnly": {"type": "tag", **RULES}, "resultTypes": ["violations"]}
NAMED = ["document-title", "html-has-lang", "html-lang-valid", "valid-lang", "label", "link-name"]
NAMED += ["button-name", "select-name", "image-alt", "frame-title", "empty-heading", "aria-text"]
WORDS = {"runOnly": {"type": "rule", "values": NAMED}, "resultTypes": ["violations"]}
Tabs = dict[bool, Page]
Size = dict[str, int]
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def everywhere(site: Site) -> list[Place]:
    pages.live(site)
    return pages.places(site)


def test_every_route_is_looked_at_or_told_why_not(site: Site, everywhere: list[Place]) -> None:
    """And what is told to be no page is none."""
    client, seen = site.app.test_client(), {place.endpoint for place in everywhere}
    client.set_cookie("paadriv", site.cookie()[0]["value"])
    routes = {
        rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert routes - seen == set(pages.NO_PAGE)
    answers = {place.path: client.get(place.path) for place in everywhere if place.for_staff}
    assert {path for path, got in answers.items() if got.status_code != 200} == set()


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)])
def test_axe_finds_nothing(
    site: Site, everywhere: list[Place], tabs: Callable[..., Tabs], scheme: str, size: Size
) -> None:
    opened = tabs(color_scheme=scheme, viewport=size)
    assert [fault for place in everywhere for fault in faults(opened, place, "nb", OPTIONS)] == []


@pytest.mark.parametrize("language", ["nn", "nl", "en"])
def test_axe_finds_nothing_in_other_words(
    site: Site, everywhere: list[Place], tabs: Callable[..., Tabs], language: str
) -> None:
    """Shapes and colours are the same in every language; words, names and widths are not."""
    site.change(lambda: session.execute(update(Account).values(language=language)))
    opened, once = tabs(viewport=PHONE), [each for each in everywhere if each.endpoint != "more"]
    assert [fault for place in once for fault in faults(opened, place, language, WORDS)] == []


@pytest.fixture
def tabs(site: Site, new_context: Callable[..., BrowserContext]) -> Callable[..., Tabs]:
    """Two windows: True is signed in as Ågot, False is a visitor who has asked for a link."""

    def open_both(**how: Any) -> Tabs:
        both = {who: new_context(**how) for who in (True, False)}
        both[True].add_cookies(site.cookie())
        both[False].add_cookies(pages.visitor(site))
        return {who: context.new_page() for who, context in both.items()}

    return open_both


def faults(tabs: Tabs, place: Place, language: str, options: dict[str, Any]) -> list[str]:
    """What is wrong there, a line for each element."""
    page = tabs[place.for_staff]
    reply = page.goto(spoken(place, language))
    said = [] if reply and reply.status == place.status else [f"{place.path} is not {place.status}"]
    if page.locator("html").get_attribute("lang") != (place.language or language):
        said.append(f"{place.path} says that it speaks something else")
    if page.evaluate(WIDER):
        said.append(f"{place.path} is wider than the screen")
    for violation in Axe().run(page, options=options).response["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"]]
        said += [f"{place.path} {violation['id']}: {html}" for html in nodes]
    return said


def spoken(place: Place, language: str) -> str:
    if place.for_staff:
        return place.path
    return f"{place.path}{'&' if '?' in place.path else '?'}lang={language}"
