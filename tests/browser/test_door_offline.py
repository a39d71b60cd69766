"""A phone at the door loses its network, is loaded anew, and tells all of it when it is back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from service.core.db import session
from service.events.models import Event, Registration
from tests.browser.conftest import PHONE
from tests.browser.site import Site

pytestmark = pytest.mark.browser
NAME = "Ida Allergivik"


def door(site: Site) -> str:
    mine = select(Event).filter_by(slug="lys-og-trygghet")
    return site.read(lambda: f"/door/{session.scalars(mine).one().door_token}")


def states(site: Site, name: str) -> list[str]:
    mine = select(Registration.state).join(Registration.event)
    here = mine.where(Event.slug == "lys-og-trygghet", Registration.name == name)
    return site.read(lambda: list(session.scalars(here)))


def opened(new_context: Callable[..., BrowserContext], path: str) -> Page:
    """The page on a phone, once its worker keeps it."""
    page = new_context(viewport=PHONE).new_page()
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    page.wait_for_load_state("networkidle")
    return page


def line(page: Page, name: str) -> Locator:
    return page.locator("table.door-list tbody tr", has_text=name)


def test_the_list_works_without_a_network_and_tells_all_afterwards(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    path = door(site)
    one, two = opened(new_context, path), opened(new_context, path)
    one.context.set_offline(True)
    line(one, NAME).locator("button").click()
    expect(line(one, NAME)).to_contain_text("ikke sendt ennå")
    one.reload()
    expect(line(one, NAME)).to_contain_text("Her, ikke sendt ennå")
    one.locator("[name=name]").fill("Nina Nabo")
    one.locator("form.ask button").click()
    expect(one.locator("#unsent")).to_contain_text("Venter på å bli sendt: 2")
    expect(one.locator("#added")).to_contain_text("Nina Nabo")
    assert states(site, NAME) == ["confirmed"]
    one.context.set_offline(False)
    expect(one.locator("#unsent")).to_be_hidden(timeout=15_000)
    expect(line(one, NAME)).to_contain_text("Her siden", timeout=15_000)
    expect(line(one, "Nina Nabo")).to_have_count(1)
    assert (states(site, NAME), states(site, "Nina Nabo")) == (["attended"], ["attended"])
    expect(line(two, NAME)).to_contain_text("Her siden", timeout=15_000)


def test_a_name_is_found_without_a_network(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = opened(new_context, door(site))
    page.context.set_offline(True)
    page.locator("[type=search]").fill("allergi")
    expect(page.locator("table.door-list tbody tr:visible")).to_have_count(1)
    line(page, NAME).locator("button").click()
    line(page, NAME).locator("button").click()
    expect(line(page, NAME)).to_contain_text("Angret")
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_be_hidden(timeout=15_000)
    assert states(site, NAME) == ["confirmed"]


def test_without_javascript_each_press_is_a_request(
    site: Site, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(door(site))
    line(page, NAME).locator("button").click()
    assert states(site, NAME) == ["attended"]
