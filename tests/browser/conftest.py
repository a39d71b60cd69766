"""What the browser tests share: the site, a partner's site, a Chromium without third parties."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.partner import Partner, open_partner
from tests.browser.site import House, Site, open_house

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Third-party cookies and storage are blocked; test_embedded.py sees that they are."""
    args = [*browser_type_launch_args["args"], "--test-third-party-cookie-phaseout"]
    return browser_type_launch_args | {"args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], house: House) -> dict[str, Any]:
    home = house.app.config["BASE_URL"]
    return browser_context_args | {"base_url": home, "locale": "nb-NO"}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), redis_url) as house:
        yield house


@pytest.fixture
def site(house: House, worker: Callable[[], None]) -> Site:
    """The demo as it is on its first morning."""
    return house.fresh(worker)


@pytest.fixture
def partner() -> Iterator[Partner]:
    with open_partner() as partner:
        yield partner


@pytest.fixture
def staff(site: Site, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """staff() is a page of Ågot's, who has signed in; staff(color_scheme="dark") her at night."""

    def enter(**how: Any) -> Page:
        context = new_context(**how)
        context.add_cookies(site.cookie())
        return context.new_page()

    return enter


@pytest.fixture
def stranger(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A page in a browser that has never been here."""
    return lambda **how: new_context(**how).new_page()
