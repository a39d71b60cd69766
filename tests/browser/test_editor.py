"""Whatever is typed in the editor is kept, whichever button is pressed; a time typed is meant."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.core.db import session
from tests.browser import acts
from tests.browser.site import Site

pytestmark = pytest.mark.browser
SUBJECT, BODY = "Lys i november 2026", "Seks hyller er på plass."


@pytest.fixture
def editor(site: Site, staff: Callable[..., Page]) -> Page:
    """The editor with a new, empty part of text open."""
    page = staff()
    page.goto(f"/admin/havnevik/letters/{acts.letter_id(site)}/nb")
    page.locator("#add-text").click()
    expect(page.locator("li.open [name=body]")).to_be_visible()
    return page


def write(page: Page) -> None:
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("li.open [name=body]").fill(BODY)


def stored(site: Site) -> tuple[str, str]:
    """The subject and the text that was written last."""

    def look() -> tuple[str, str]:
        letter = session.scalars(select(Campaign).filter_by(title="November 2026")).one()
        edition = letter.editions[0]
        texts = [block["body"] for block in edition.blocks if block["block"] == "text"]
        return edition.subject, texts[-1]

    return site.read(look)


def test_a_press_elsewhere_keeps_subject_and_text(site: Site, editor: Page) -> None:
    parts = editor.locator(".blocks > li").count()
    write(editor)
    editor.locator("#add-image").click()
    expect(editor.locator("li.open input[type=file]")).to_be_visible()
    expect(editor.locator(".blocks > li")).to_have_count(parts + 1)
    expect(editor.locator("[name=subject]")).to_have_value(SUBJECT)
    assert stored(site) == (SUBJECT, BODY)


def test_a_link_elsewhere_keeps_them_too(site: Site, editor: Page) -> None:
    write(editor)
    editor.locator("a", has_text="Se det som leser").click()
    editor.wait_for_url("**/preview")
    assert stored(site) == (SUBJECT, BODY)


def test_leaving_a_part_as_it_was_lets_go_of_that_part_alone(site: Site, editor: Page) -> None:
    write(editor)
    editor.locator("li.open .actions a").click()
    expect(editor.locator("li.open")).to_have_count(0)
    assert stored(site) == (SUBJECT, "")


def test_what_is_refused_comes_back_with_the_reason(site: Site, editor: Page) -> None:
    write(editor)
    long = "x" * 5001
    editor.locator("li.open [name=body]").evaluate("(field, text) => field.value = text", long)
    editor.locator("#add-image").click()
    expect(editor.locator("#errors")).to_be_visible()
    expect(editor.locator("li.open [name=body]")).to_have_value(long)
    expect(editor.locator("[name=subject]")).to_have_value(SUBJECT)
    editor.locator("li.open [name=body]").fill(BODY)
    editor.locator("#add-help").click()
    expect(editor.locator("#errors")).to_have_count(0)
    assert stored(site) == (SUBJECT, BODY)


def test_two_quick_presses_add_one_part(site: Site, editor: Page) -> None:
    parts = editor.locator(".blocks > li").count()
    write(editor)
    editor.locator("#add-image").dblclick()
    expect(editor.locator("li.open input[type=file]")).to_be_visible()
    assert stored(site) == (SUBJECT, BODY)
    editor.reload()
    expect(editor.locator(".blocks > li")).to_have_count(parts + 1)


def test_a_page_closed_with_words_in_it_asks_first(editor: Page) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    editor.on("dialog", answer)
    write(editor)
    editor.reload()
    editor.reload()
    assert asked == ["beforeunload"]


def test_a_time_typed_is_the_time_it_leaves(site: Site, staff: Callable[..., Page]) -> None:
    page = staff()
    acts.mend(site, page)
    page.goto(f"/admin/havnevik/letters/{acts.letter_id(site)}/send")
    expect(page.locator("[name=when][value=now]")).to_be_checked()
    page.locator("[name=at]").fill(str(page.locator("[name=at]").get_attribute("min")))
    expect(page.locator("[name=when][value=later]")).to_be_checked()
