"""The main job by hand: a form in a partner's page, its mail, a letter to many, the door."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from service.communities.models import Community
from service.core.db import session
from service.demo import mailbox
from service.outbox.actions import Wish, change_pace
from tests.browser import acts
from tests.browser.pages import GRO
from tests.browser.partner import Partner
from tests.browser.site import MANAGER, Site
from workers.campaign import send_batch

pytestmark = pytest.mark.browser


@pytest.fixture
def page(stranger: Callable[..., Page]) -> Page:
    return stranger()


def test_a_stranger_signs_up_and_confirms_with_the_button(
    site: Site, partner: Partner, page: Page
) -> None:
    acts.register(site, page, partner)
    assert acts.seat(site) == "held"
    page.goto(acts.link(site, GRO, "/answer/"))
    site.work()
    assert (acts.seat(site), len(site.mails(GRO))) == ("held", 1)
    acts.confirm(site, page)
    assert acts.seat(site) == "confirmed"
    assert "BEGIN:VCALENDAR" in site.mail(GRO).calendar
    assert page.context.cookies() == []


def test_the_receipt_tells_how_to_give_the_seat_up_again(
    site: Site, partner: Partner, page: Page
) -> None:
    acts.register(site, page, partner)
    acts.confirm(site, page)
    site.answer(site.mail(GRO), "Nei, jeg ble syk.")
    assert acts.seat(site) == "cancelled"
    site.answer(site.mail(GRO), "JA")
    assert acts.seat(site) == "confirmed"


def test_the_manager_signs_in_with_a_link_of_her_own_browser(
    site: Site, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    acts.sign_in(site, page)
    cookie = page.context.cookies()[0]
    assert cookie["name"] == "paadriv"
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
    used = acts.link(site, MANAGER, "/admin/enter/")
    elsewhere = new_context().new_page()
    reply = elsewhere.goto(used)
    assert reply is not None
    assert reply.status >= 400


def test_the_newsletter_reaches_those_whom_its_preview_counted(
    site: Site, staff: Callable[..., Page]
) -> None:
    page = staff()
    page.goto("/admin/havnevik/letters/")
    page.get_by_role("link", name="November 2026").click()
    page.goto(f"/admin/havnevik/letters/{acts.letter_id(site)}/readers")
    expect(page.locator("p.lead strong")).to_have_text("243 av 250")
    expect(page.locator("main tbody tr")).to_have_count(7)
    page.goto(f"/admin/havnevik/letters/{acts.letter_id(site)}/send")
    expect(page.locator(".errors li")).to_have_count(2)
    expect(page.locator(".errors + section li")).to_have_count(1)
    expect(page.locator("form.ask")).to_have_count(0)
    acts.mend(site, page)
    acts.send(site, page)
    expect(page.locator(".progress")).to_be_visible()
    assert site.read(mailbox.names) == []
    watch(site, page)
    site.work()
    expect(page.locator(".progress")).to_have_count(0)
    expect(page.locator("#holds button")).to_have_count(0)
    expect(page.locator("dl.sum dd").first).to_have_text("243")
    expect(page.locator("dl.sum dd.total")).to_have_text("250")
    got = Counter(site.read(recipients))
    assert (len(got), set(got.values())) == (243, {1})


def watch(site: Site, page: Page) -> None:
    """Ten letters a second, so that there is something to see; then as fast as it goes."""
    site.change(lambda: pace("36000"))
    with ThreadPoolExecutor() as pool:
        turn = pool.submit(site.read, lambda: send_batch(acts.letter_id(site)))
        expect(page.locator("progress")).to_be_visible()
        expect(page.locator(".progress")).to_contain_text("brev det siste minuttet")
        expect(page.locator(".progress .figures")).to_contain_text("sekunder igjen")
        page.locator("#holds button").first.focus()
        for _ in range(2):
            page.wait_for_event("response", lambda reply: reply.url.endswith("/progress"))
        expect(page.locator("#holds button")).to_have_count(2)
        expect(page.locator("#holds button").first).to_be_focused()
        site.change(lambda: pace(""))
        turn.result()


def pace(per_hour: str) -> None:
    """How many letters an hour Havnevik may send, from now on."""
    here = session.query(Community).filter_by(slug="havnevik").one()
    change_pace(here, Wish(per_hour=per_hour))


def recipients() -> list[str]:
    return [mailbox.recipient_of(name) for name in mailbox.names()]


def test_whoever_comes_is_ticked_off_at_the_door(
    site: Site, partner: Partner, page: Page, staff: Callable[..., Page]
) -> None:
    acts.register(site, page, partner)
    acts.confirm(site, page)
    desk = staff()
    desk.goto(f"/admin/havnevik/events/{acts.event_id(site)}/door")
    desk.locator("[type=search]").fill("fremmed")
    desk.keyboard.press("Enter")
    expect(desk.locator("main tbody tr")).to_have_count(1)
    desk.locator("main tbody button").click()
    desk.wait_for_load_state()
    assert acts.seat(site) == "attended"
    desk.locator("main tbody button").click()
    desk.wait_for_load_state()
    assert acts.seat(site) == "confirmed"
