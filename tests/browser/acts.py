"""What the people of the story do, each act by hand in a browser."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.core.db import session
from service.events.models import Event, Registration
from tests.browser.pages import GRO
from tests.browser.partner import Partner, snippet
from tests.browser.site import MANAGER, OPEN, Site

LINK = re.compile(r"https?://\S+")
SUBJECT = "Hold av onsdag 20. januar 2027"
ALT = "En rekke lykter langs en sti i skumringen"
LABEL = "Les om Elvestrand"


def event_id(site: Site) -> int:
    return site.read(lambda: session.scalars(select(Event.id).filter_by(slug=OPEN)).one())


def letter_id(site: Site, title: str = "November 2026") -> int:
    return site.read(lambda: session.scalars(select(Campaign.id).filter_by(title=title)).one())


def seat(site: Site) -> str:
    """Where Gro's seat stands."""
    hers = select(Registration).where(Registration.name == "Gro Fremmed")
    return site.read(lambda: session.scalars(hers).one().state)


def link(site: Site, address: str, path: str) -> str:
    """The link of this kind in the newest mail to this address."""
    found = LINK.findall(site.mail(address).text)
    return next(url for url in found if path in url)


def embed(site: Site, partner: Partner, title: str = "Pådriversamling") -> str:
    code = snippet(site.home, site.form("events", event_id(site)), title)
    words = "<h1>Møt naboene i januar</h1><p>Vi skal dit. Bli med, du også.</p>"
    return partner.put("/", words + code)


def press(form: Page | FrameLocator) -> None:
    form.locator("form.ask button[type=submit]").click()


def register(site: Site, page: Page, partner: Partner) -> None:
    page.goto(embed(site, partner))
    form = page.frame_locator("paadriv-form iframe")
    form.locator("[name=name]").fill("Gro Fremmed")
    form.locator("[name=email]").fill(GRO)
    press(form)
    expect(form.locator(".result")).to_be_focused()
    site.work()


def confirm(site: Site, page: Page) -> None:
    page.goto(link(site, GRO, "/answer/"))
    page.locator("form button[data-press]").click()
    expect(page.get_by_role("status")).to_be_visible()
    site.work()


def sign_in(site: Site, page: Page) -> None:
    page.goto("/admin/sign-in")
    page.locator("[name=email]").fill(MANAGER)
    press(page)
    expect(page.get_by_role("status")).to_be_visible()
    site.work()
    page.goto(link(site, MANAGER, "/admin/enter/"))
    page.locator("main form button").click()
    page.wait_for_url("**/admin/havnevik/")


def mend(site: Site, page: Page) -> None:
    """A date without its year, a picture without words, a link called “her”."""
    path = f"/admin/havnevik/letters/{letter_id(site)}/nb"
    page.goto(path)
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("#save-head").click()
    for field, words in (("alt", ALT), ("label", LABEL)):
        page.goto(path)
        faulty(page, field).locator("a[id^=open-]").click()
        page.locator(f"li.open [name={field}]").fill(words)
        page.locator("li.open button[data-press]").click()
        expect(page.locator("li.open")).to_have_count(0)


def faulty(page: Page, field: str) -> Locator:
    """The part of the letter that cannot be sent as it is: the picture, or the text."""
    parts = page.locator(".blocks > li", has=page.locator(".ds-validation-message:not(.hint)"))
    return parts.filter(has=page.locator("img.thumb")) if field == "alt" else parts.first


def send(site: Site, page: Page) -> None:
    page.goto(f"/admin/havnevik/letters/{letter_id(site)}/send")
    press(page)
    page.wait_for_url("**/result")
