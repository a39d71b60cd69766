"""Forms in a partner's page, third parties kept out: they work and leave nothing (A3, A4)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from sqlalchemy import select

from service.contacts.models import Person
from service.core.db import session
from service.events.models import Event, Registration
from service.members.models import Membership
from tests.browser.partner import Partner, snippet
from tests.browser.site import Site

pytestmark = pytest.mark.browser
ADDRESS = "gro.fremmed@post.example"
CONFERENCE = "havnevikkonferansen"
KEPT = """async () => {
  const look = async (what) => { try { return await what() } catch (error) { return 0 } };
  return [await look(() => localStorage.length), await look(() => sessionStorage.length),
          await look(async () => (await indexedDB.databases()).length),
          await look(() => document.cookie.length)];
}"""
NOTHING = [0, 0, 0, 0]
WAYS = ("framed", "plain")


@pytest.fixture
def page(stranger: Callable[..., Page]) -> Page:
    return stranger()


def event_id(site: Site) -> int:
    return site.read(lambda: session.scalars(select(Event.id).filter_by(slug=CONFERENCE)).one())


def embed(site: Site, partner: Partner, feature: str = "members", about_id: int = 0) -> str:
    code = snippet(site.home, site.form(feature, about_id), "Bli pådriver")
    return partner.put("/", f"<h1>Bli med</h1>{code}<p>Mer fra oss.</p>")


def frame(page: Page, number: int = 0) -> FrameLocator:
    return page.locator("paadriv-form iframe").nth(number).content_frame


def fill_in(form: Any, email: str = ADDRESS) -> None:
    form.locator("[name=name]").fill("Gro Fremmed")
    form.locator("[name=email]").fill(email)


def press(form: Any) -> None:
    form.locator("form.ask button[type=submit]").click()


def states(site: Site, model: Any) -> list[str]:
    mine = select(model.state).join(Person).where(Person.email == ADDRESS)
    return site.read(lambda: list(session.scalars(mine)))


def heights(page: Page, number: int = 0) -> tuple[int, int]:
    """Of the frame, and of what stands in it."""
    outer = page.locator("paadriv-form iframe").nth(number)
    inner = page.frames[number + 1].evaluate(
        "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    )
    return round((outer.bounding_box() or {"height": 0})["height"]), inner


def test_this_chromium_keeps_third_parties_out(page: Page, partner: Partner) -> None:
    curious = f"{partner.same_by_number}/curious"
    url = partner.put("/", f'<iframe src="{curious}"></iframe>')
    for _ in range(2):
        page.goto(url)
        expect(page.frame_locator("iframe").locator("#got")).to_have_text("nothing")
    assert page.context.cookies() == []
    page.goto(curious)
    page.goto(curious)
    expect(page.locator("#got")).to_have_text("seen=1")


@pytest.mark.parametrize("feature", ["members", "events"])
def test_an_embedded_form_is_answered_in_its_place(
    site: Site, partner: Partner, page: Page, feature: str
) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(embed(site, partner, feature, event_id(site) if feature == "events" else 0))
    form = frame(page)
    expect(form.locator("form.ask")).to_be_visible()
    assert page.context.cookies() == []
    fill_in(form)
    press(form)
    result = form.locator(".result")
    expect(result).to_be_visible()
    expect(result).to_be_focused()
    kept = {"members": (Membership, "pending"), "events": (Registration, "held")}[feature]
    assert states(site, kept[0]) == [kept[1]]
    assert page.url == f"{partner.home}/"
    assert {origin(url) for url in asked} == {site.home, partner.home}
    assert page.context.cookies() == []
    assert [each.evaluate(KEPT) for each in page.frames] == [NOTHING, NOTHING]


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def test_the_hosted_form_keeps_nothing_where_it_could(site: Site, page: Page) -> None:
    page.goto(f"/f/{site.form('members')}")
    fill_in(page)
    press(page)
    expect(page.locator(".result")).to_be_visible()
    assert (page.context.cookies(), page.evaluate(KEPT)) == ([], NOTHING)


def test_two_forms_share_a_page(site: Site, partner: Partner, page: Page) -> None:
    codes = [
        snippet(site.home, site.form("events", event_id(site)), "Konferansen"),
        snippet(site.home, site.form("members"), "Bli pådriver"),
    ]
    page.goto(partner.put("/", "<hr>".join(codes)))
    for number in (0, 1):
        expect(frame(page, number).locator("form.ask")).to_be_visible()
    fill_in(frame(page, 1))
    press(frame(page, 1))
    expect(frame(page, 1).locator(".result")).to_be_visible()
    expect(frame(page, 0).locator("form.ask")).to_be_visible()
    fill_in(frame(page, 0))
    press(frame(page, 0))
    expect(frame(page, 0).locator(".result")).to_be_visible()
    assert (states(site, Membership), states(site, Registration)) == (["pending"], ["held"])


def test_the_frame_is_as_high_as_what_stands_in_it(
    site: Site, partner: Partner, page: Page
) -> None:
    page.goto(embed(site, partner))
    expect(frame(page).locator("form.ask")).to_be_visible()
    page.wait_for_timeout(100)
    asking = heights(page)
    press(frame(page))
    expect(frame(page).locator("#errors")).to_be_focused()
    page.wait_for_timeout(100)
    blaming = heights(page)
    fill_in(frame(page))
    press(frame(page))
    expect(frame(page).locator(".result")).to_be_visible()
    page.wait_for_timeout(100)
    answered = heights(page)
    assert [outer == inner for outer, inner in (asking, blaming, answered)] == [True] * 3
    assert answered[0] < asking[0] < blaming[0]


def test_the_keyboard_alone_is_enough(site: Site, partner: Partner, page: Page) -> None:
    page.goto(embed(site, partner))
    form = frame(page)
    expect(form.locator("form.ask")).to_be_visible()
    tab_to(page, form, "name")
    page.keyboard.type("Gro Fremmed")
    tab_to(page, form, "email")
    page.keyboard.type(ADDRESS)
    tab_to(page, form, "newsletter")
    page.keyboard.press("Space")
    expect(form.locator("[name=newsletter]")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(form.locator(".result")).to_be_focused()
    assert states(site, Membership) == ["pending"]


def tab_to(page: Page, form: FrameLocator, name: str) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if form.locator(f"[name={name}]:focus").count():
            return
    pytest.fail(f"Tab never comes to {name}")


@pytest.mark.parametrize("feature", ["members", "events"])
def test_a_narrow_screen_with_large_text_never_scrolls_sideways(
    site: Site, partner: Partner, page: Page, feature: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(embed(site, partner, feature, event_id(site) if feature == "events" else 0))
    expect(frame(page).locator("form.ask")).to_be_visible()
    inner = page.frames[1]
    inner.evaluate("document.documentElement.style.fontSize = '200%'")
    assert (
        inner.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        == [inner.evaluate("innerWidth")] * 2
    )


def test_without_script_a_plain_link_leads_to_the_form(
    site: Site, partner: Partner, stranger: Callable[..., Page]
) -> None:
    page = stranger(java_script_enabled=False)
    page.goto(embed(site, partner))
    page.get_by_role("link", name="Bli pådriver").click()
    assert page.url == f"{site.home}/f/{site.form('members')}"
    fill_in(page)
    press(page)
    expect(page.locator(".result")).to_be_visible()
    assert states(site, Membership) == ["pending"]


@pytest.mark.parametrize("feature", ["members", "events"])
def test_what_a_manager_copies_works_where_it_is_pasted(
    site: Site, partner: Partner, staff: Callable[..., Page], page: Page, feature: str
) -> None:
    """The snippet, and the form as plain HTML, straight from the page that offers them."""
    desk, about = staff(), event_id(site) if feature == "events" else 0
    desk.goto(f"/admin/havnevik/{f'events/{about}' if about else 'forms'}")
    code, plain = (desk.locator(f"pre[id$={way}]").first.text_content() for way in WAYS)
    page.goto(partner.put("/", code or ""))
    expect(frame(page).locator("form.ask")).to_be_visible()
    page.goto(partner.put("/plain", plain or ""))
    fill_in(page)
    page.get_by_role("button").click()
    expect(page.locator(".result")).to_be_visible()
    assert page.url == f"{site.home}/f/{site.form(feature, about)}"
    assert states(site, Registration if about else Membership) == ["held" if about else "pending"]
