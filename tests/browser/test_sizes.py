"""A public page arrives whole over a poor line, and leaves nothing behind in the browser."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from tests.browser import pages
from tests.browser.site import OPEN, Site

pytestmark = pytest.mark.browser
KILOBYTE = 1000
EVENT = f"/havnevik/events/{OPEN}"


def fetched(page: Page, path: str) -> dict[str, int]:
    """Everything the page made the browser fetch, with its size when packed."""
    replies: list[Response] = []
    page.on("response", lambda reply: replies.append(reply))
    page.goto(path, wait_until="networkidle")
    bodies = {reply.url: reply.body() for reply in replies if not 300 <= reply.status < 400}
    return {url: len(gzip.compress(body, 6)) for url, body in bodies.items()}


@pytest.mark.parametrize(
    "path", ["", "join", "events", EVENT, "letters", "letters/1", "privacy", "accessibility"]
)
def test_a_public_page_is_light(site: Site, stranger: Callable[..., Page], path: str) -> None:
    sizes = fetched(stranger(), path if path.startswith("/") else f"/havnevik/{path}")
    assert {url for url in sizes if not url.startswith(site.home)} == set()
    assert sum(sizes.values()) <= 30 * KILOBYTE, sizes


def test_an_event_with_its_form_and_style_is_lighter_still(
    site: Site, stranger: Callable[..., Page]
) -> None:
    sizes = fetched(stranger(), EVENT)
    both = [size for url, size in sizes.items() if EVENT in url or "public.css" in url]
    assert len(both) == 2
    assert sum(both) <= 15 * KILOBYTE, sizes


def test_the_snippet_is_small(site: Site) -> None:
    script = site.app.test_client().get("/embed.js").data
    assert len(gzip.compress(script)) <= 3 * KILOBYTE


def test_no_public_answer_sets_a_cookie(site: Site) -> None:
    pages.live(site)
    places = [place for place in pages.places(site) if not place.path.startswith("/admin/")]
    client, form = site.app.test_client(), f"/f/{site.form('members')}"
    answers = {place.path: client.get(place.path) for place in places}
    sent = {"name": "Gro", "email": pages.GRO}
    answers |= {
        f"POST {form}": client.post(form, data=sent),
        "POST bad": client.post(form, data={}),
    }
    asked = next(place.path for place in places if place.endpoint == "inbox.ask")
    answers["POST yes"] = client.post(asked, data={"say": "yes"})
    assert [answers[f"POST {form}"].status_code, answers["POST yes"].status_code] == [200, 200]
    assert {path for path, got in answers.items() if "Set-Cookie" in got.headers} == set()
