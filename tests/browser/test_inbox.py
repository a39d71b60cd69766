"""The Inbox in a browser: keys, a mail's HTML that loads nothing, saved replies without scripts."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from service.communities.models import Community
from service.core.db import session
from service.inbox import actions
from service.inbox.models import Inbound, Thread
from tests.browser import pages
from tests.browser.site import Site

pytestmark = pytest.mark.browser
INBOX = "/admin/havnevik/inbox"
SPY = "https://spy.example"
HOSTILE = f"""<html><head><base href="{SPY}/"><meta http-equiv="refresh" content="0;url={SPY}/r">
<link rel="stylesheet" href="{SPY}/a.css"><style>@import url({SPY}/b.css);
body{{background:url({SPY}/c.png)}} @font-face{{font-family:x;src:url({SPY}/d.woff)}}</style></head>
<body background="{SPY}/e.png" onload="fetch('{SPY}/f')" style="background:url({SPY}/g.png)">
<p>Hei på deg</p><img src="{SPY}/h.gif" srcset="{SPY}/i.gif 2x" alt="båt"><script src="{SPY}/j.js">
</script><svg><image href="{SPY}/k.svg"/></svg><video src="{SPY}/l.mp4" poster="{SPY}/m.png">
</video>
<iframe src="{SPY}/n"></iframe><object data="{SPY}/o"></object><embed src="{SPY}/p">
<form action="{SPY}/q"><input type="image" src="{SPY}/s.png"><button>Send</button></form>
<a href="javascript:fetch('{SPY}/t')" ping="{SPY}/u">her</a> <a href="{SPY}/v">bank.example</a>
<table background="{SPY}/w.png"><tr><td style="background-image:url('{SPY}/x.png')">celle</td></tr>
</table><audio autoplay src="{SPY}/y.mp3"></audio><picture><source srcset="{SPY}/z.webp"></picture>
</body></html>"""


@pytest.fixture
def waiting(site: Site) -> int:
    """The number of the mail that Gro's question came in."""
    pages.live(site)
    newest = select(Inbound.id).where(Inbound.sender == pages.GRO).order_by(Inbound.id.desc())
    return site.read(lambda: session.scalars(newest).first() or 0)


def arrives(site: Site, to: str, words: str, subtype: str = "plain") -> int:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = pages.GRO, to, "Sv: Hei"
    mail.set_content(words, subtype=subtype)
    number = site.change(lambda: actions.take_in(pages.GRO, to, mail.as_bytes()))
    site.work()
    return number


def test_a_mails_html_asks_nobody_for_anything(
    site: Site, waiting: int, staff: Callable[..., Page]
) -> None:
    page, asked = staff(), list[str]()
    number = arrives(site, site.mail(pages.GRO).reply_to, HOSTILE, "html")
    assert number > waiting
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{INBOX}/{number}")
    page.locator("summary", has_text="Slik den så ut").click()
    shown = page.frame_locator("iframe.mail")
    expect(shown.get_by_text("Hei på deg")).to_be_visible()
    expect(shown.get_by_text("(spy.example)")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(site.home)] == []
    assert page.locator("iframe.mail").get_attribute("sandbox") == "allow-popups"
    assert shown.locator("img, script, form, input, style + style, iframe, [style]").count() == 0


def test_the_whole_inbox_by_keys(site: Site, waiting: int, staff: Callable[..., Page]) -> None:
    page, sender = staff(), select(Community.sender_email).where(Community.slug == "havnevik")
    newer = arrives(site, site.read(lambda: session.scalars(sender).one()), "Hvem er dere?")
    page.goto(INBOX)
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(2)
    for key, row in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(row)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{INBOX}/{newer}")
    page.keyboard.press("r")
    answer = page.locator("[data-answer]")
    expect(answer).to_be_focused()
    page.keyboard.type("juke?")
    expect(answer).to_have_value("juke?")
    answer.blur()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("#keys-on")).not_to_be_focused()
    page.keyboard.press("u")
    page.wait_for_url(f"**{INBOX}")
    page.goto(f"{INBOX}/{waiting}")
    page.keyboard.press("e")
    page.wait_for_url(f"**{INBOX}")
    state = select(Thread.state).join(Inbound).where(Inbound.id == waiting)
    assert site.read(lambda: session.scalars(state).one()) == "done"


def test_a_saved_reply_needs_no_script(
    site: Site, waiting: int, new_context: Callable[..., BrowserContext]
) -> None:
    site.change(pages.saved)
    context = new_context(java_script_enabled=False)
    context.add_cookies(site.cookie())
    page = context.new_page()
    page.goto(f"{INBOX}/{waiting}")
    page.locator("[data-answer]").fill("Hei Gro!")
    page.get_by_role("button", name="Sett inn").click()
    expect(page.locator("[data-answer]")).to_have_value("Hei Gro!\n\nJa, fra kaia.")
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Svaret ditt er på vei")).to_be_visible()
    site.work()
    assert "Ja, fra kaia." in site.mail(pages.GRO).text
