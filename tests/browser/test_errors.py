"""What was typed is never lost, an error says where it belongs, no typed code runs (A7, A9)."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Page, expect
from sqlalchemy import select

from service.contacts.models import Person
from service.core.db import session
from tests.browser.partner import Partner, snippet
from tests.browser.site import MANAGER, Site
from tests.browser.test_axe import OPTIONS

pytestmark = pytest.mark.browser
TYPED = {
    "name": "",
    "email": "gro.fremmed",
    "organisation": "Brygga velforening",
    "competence": "Snekring, og en bil med henger",
    "interests": "Benker",
    "idea": "En benk ved hver holdeplass",
}
CODE = """<script>hacked=1</script>"><img src=x onerror=hacked=1>"""
GRO = "gro.fremmed@post.example"
RAN = "typeof hacked !== 'undefined'"


def fill_in(form: Page | FrameLocator, values: dict[str, str]) -> None:
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)


def values(form: Page | FrameLocator, names: Any) -> dict[str, str]:
    return {name: form.locator(f"[name={name}]").input_value() for name in names}


def press(form: Page | FrameLocator) -> None:
    form.locator("form.ask button[type=submit]").click()


def errors(form: Page | FrameLocator, name: str) -> list[str]:
    """The sentences that the field points at, as a screen reader finds them."""
    field = form.locator(f"[name={name}]")
    ids = (field.get_attribute("aria-describedby") or "").split()
    texts = [form.locator(f"#{each}").inner_text() for each in ids if each.endswith("-error")]
    return texts if field.get_attribute("aria-invalid") == "true" else []


@pytest.mark.parametrize("way", ["hosted", "hosted without script", "embedded"])
def test_a_faulty_form_comes_back_whole(
    site: Site, partner: Partner, stranger: Callable[..., Page], way: str
) -> None:
    page = stranger(java_script_enabled=way != "hosted without script")
    token = site.form("members")
    form: Page | FrameLocator = page
    if way == "embedded":
        page.goto(partner.put("/", snippet(site.home, token, "Bli pådriver")))
        form = page.frame_locator("paadriv-form iframe")
    else:
        page.goto(f"/f/{token}")
    fill_in(form, TYPED)
    form.locator("[name=newsletter]").check()
    with page.expect_response(lambda reply: reply.request.method == "POST") as answer:
        press(form)
    assert answer.value.status == 422
    expect(form.locator("#errors")).to_be_focused()
    assert values(form, TYPED) == TYPED
    expect(form.locator("[name=newsletter]")).to_be_checked()
    summary = form.locator("#errors li").all_inner_texts()
    assert [sentence for name in TYPED for sentence in errors(form, name)] == summary
    assert len(summary) == 2
    assert site.read(lambda: session.scalars(select(Person).filter_by(email=GRO)).all()) == []
    form.locator("#errors li a").first.click()
    expect(form.locator("[name=name]")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_faulty_form(
    site: Site, stranger: Callable[..., Page], scheme: str
) -> None:
    page = stranger(color_scheme=scheme)
    page.goto(f"/f/{site.form('members')}")
    fill_in(page, TYPED)
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    assert Axe().run(page, options=OPTIONS).response["violations"] == []


def test_code_typed_into_any_field_is_shown_as_it_was_typed(
    site: Site, stranger: Callable[..., Page], staff: Callable[..., Page]
) -> None:
    """In the page that refuses it, in both mails, and in the admin's pages."""
    page, desk = stranger(), staff()
    fields = dict.fromkeys(TYPED, CODE)
    page.goto(f"/f/{site.form('members')}")
    fill_in(page, fields)
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    assert (values(page, TYPED), page.evaluate(RAN)) == (fields, False)
    page.locator("[name=email]").fill(GRO)
    press(page)
    expect(page.locator(".result")).to_be_visible()
    site.work()
    shown_in_mail(site, page, GRO, [CODE.split()[0]])
    site.answer(site.mail(GRO), "Ja")
    shown_in_mail(site, page, MANAGER, [CODE] * 4)
    person = site.read(lambda: session.scalars(select(Person.id).filter_by(email=GRO)).one())
    for path, times in ((f"people/{person}", 2), ("people?q=gro.fremmed", 1), ("members", 1)):
        desk.goto(f"/admin/havnevik/{path}")
        assert desk.locator("main").inner_text().count(CODE) >= times, path
        assert desk.evaluate(RAN) is False


def shown_in_mail(site: Site, page: Page, address: str, wanted: list[str]) -> None:
    """The mail's HTML holds the words as words, and no element came of them."""
    page.goto(f"/mailbox/{site.mail(address).name}/html")
    assert (page.locator("script").count(), page.locator("[onerror]").count()) == (0, 0)
    text = page.locator("body").inner_text()
    assert [text.count(words) >= wanted.count(words) for words in wanted] == [True] * len(wanted)
