"""The story as pictures for the docs; without PAADRIV_PICTURES=1 only that each page fits."""

import os
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from service.channel.models import Seat
from service.communities.models import Community
from service.core.db import session
from service.demo import mailbox
from service.inbox import actions as inbox
from service.signup.models import SignupForm
from tests.browser import acts, pages
from tests.browser.conftest import PHONE, WIDE
from tests.browser.partner import Partner, snippet
from tests.browser.site import MANAGER, OPEN, Site
from tests.browser.test_door_offline import door

pytestmark = pytest.mark.browser
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 120_000  # bytes of one picture
READER = "aerlig@"
RUBEN = "ruben@brigade-voorbeeldstad.example"
TO_TOP = "one => one.scrollIntoView()"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
NB = "<h1>Vil du være med?</h1><p>Vi er med i Pådriv Havnevik. Det kan du også bli, her og nå.</p>"
HTML = (
    "<h2 style='color:#7a1f5c'>Hei igjen</h2>"
    "<p>Hvor kan vi <b>parkere</b>? Vi kommer fra to steder:</p>"
    "<table border=1 cellpadding=8><tr><td>Brygga</td><td>kl. 8</td></tr><tr><td>Lia</td>"
    "<td>kl. 9</td></tr></table><p><img src='https://spy.example/a.gif' alt='logo'> Gro</p>"
)
NL = "<h1>Doe je mee?</h1><p>Wij doen mee met de Projectenbrigade. Jij ook? Dat regel je hier.</p>"


@dataclass(frozen=True)
class Shot:
    """One page of the story: as whom, by day or night, on which screen."""

    name: str
    path: str
    email: str = ""
    night: bool = False
    size: Any = None
    unfolded: str = ""  # what is pressed open first
    offline: bool = False  # at the door, once the network has gone

    @property
    def file(self) -> Path:
        width = (self.size or WIDE)["width"]
        return FOLDER / f"{self.name}-{width}{'-dark' if self.night else ''}.webp"


def test_the_story_fits_every_screen(
    site: Site, partner: Partner, new_context: Callable[..., BrowserContext]
) -> None:
    pages.live(site)
    found = [fault for shot in before(site, partner) for fault in take(shot, site, new_context)]
    with opened(Shot("", "", MANAGER), site, new_context) as page:
        acts.mend(site, page)
        acts.send(site, page)
    site.work()
    found += [fault for shot in after(site) for fault in take(shot, site, new_context)]
    assert found == []


def before(site: Site, partner: Partner) -> list[Shot]:
    letter = f"/admin/havnevik/letters/{acts.letter_id(site)}"
    joining = partner.put("/bli-med", NB + code(site, "havnevik", "Bli pådriver"))
    dutch = partner.put("/doe-mee", NL + code(site, "voorbeeldstad", "Doe mee"), lang="nl")
    framed = acts.embed(site, partner)
    home = "/voorbeeldstad/"
    return [
        *both("front", "/havnevik/"),
        *both("join-in-a-partners-page", joining),
        Shot("join-in-a-partners-page-nl", dutch, size=PHONE),
        *both("event", f"/havnevik/events/{OPEN}"),
        *both("desk", "/admin/havnevik/", MANAGER),
        *both("editor", f"{letter}/nb", MANAGER),
        Shot("editor-nl", f"/admin{home}letters/{dutch_letter(site)}/nl", RUBEN),
        *both("audience", f"{letter}/readers", MANAGER),
        *both("event-in-a-partners-page", framed),
        *both("plan", f"/admin/havnevik/events/{acts.event_id(site)}", MANAGER),
        *both("report", "/admin/havnevik/events/1/report", MANAGER),
        Shot("door-offline", door(site), size=PHONE, offline=True),
        *both("door-list", "/admin/havnevik/events/5/door", MANAGER),
        *both("inbox", "/admin/havnevik/inbox", MANAGER),
        Shot("inbox-one", "/admin/havnevik/inbox/1", MANAGER),
        Shot("inbox-one", "/admin/havnevik/inbox/1", MANAGER, size=PHONE),
        Shot("inbox-html", f"/admin/havnevik/inbox/{drawn(site)}", MANAGER, unfolded="Slik den"),
        Shot("channel", "/admin/havnevik/channel", MANAGER),
        *both("channel-archive", archive(site)),
        *both("tips", "/admin/havnevik/tips", MANAGER),
        Shot("front-nl", home, size=PHONE),
        Shot("sign-up-nn", f"/f/{site.form('members')}?lang=nn", size=PHONE),
        Shot("preview", f"{letter}/nb/preview", MANAGER),
    ]


def after(site: Site) -> list[Shot]:
    name = site.read(lambda: mailbox.names(READER)[0])
    return [
        *both("result", f"/admin/havnevik/letters/{acts.letter_id(site)}/result", MANAGER),
        Shot("letter", f"/mailbox/{name}"),
        Shot("letter-alone", f"/mailbox/{name}/html", size=PHONE),
        Shot("letter-alone", f"/mailbox/{name}/html", night=True, size=PHONE),
        Shot("letter-plain", f"/mailbox/{name}?text=1", size=PHONE),
        Shot("letter-alone", f"/mailbox/{name}/html"),
    ]


def both(name: str, path: str, email: str = "") -> list[Shot]:
    return [Shot(name, path, email), Shot(name, path, email, night=True, size=PHONE)]


def dutch_letter(site: Site) -> int:
    return acts.letter_id(site, "Van vijf naar vijftig")


def drawn(site: Site) -> int:
    """A question in HTML, with a picture that must not be fetched and a file beside it."""
    mail = EmailMessage()
    to = site.mail(pages.GRO).reply_to
    mail["From"], mail["To"], mail["Subject"] = f"Gro Fremmed <{pages.GRO}>", to, "Sv: plassen"
    mail.set_content(HTML, subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="kart.pdf")
    number = site.change(lambda: inbox.take_in(pages.GRO, to, mail.as_bytes()))
    site.work()
    return number


def archive(site: Site) -> str:
    """Where a Pådriver reads what was said in the channel."""
    mine = select(Seat).join(Seat.person).filter_by(name="Gunn Aas-Påfunn")
    token = site.read(lambda: session.scalars(mine).one().token)
    return f"/havnevik/talk/{token}"


def code(site: Site, slug: str, title: str) -> str:
    mine = select(SignupForm.token).join(Community).filter_by(slug=slug)
    token = site.read(lambda: session.scalars(mine.where(SignupForm.feature == "members")).one())
    return snippet(site.home, token, title)


def take(shot: Shot, site: Site, new_context: Callable[..., BrowserContext]) -> list[str]:
    """The picture, when pictures are wanted; in any case what is wrong with the page."""
    with opened(shot, site, new_context) as page:
        reply = page.goto(shot.path, wait_until="networkidle")
        if shot.unfolded:
            page.locator("summary", has_text=shot.unfolded).click()
            page.locator("summary", has_text=shot.unfolded).evaluate(TO_TOP)
            page.wait_for_load_state("networkidle")
        if shot.offline:
            lose_the_network(page)
        found = [] if reply and reply.ok else [f"{shot.path} is not there"]
        wide = [frame.url for frame in page.frames if frame.evaluate(WIDER)]
        found += [f"{url} is wider than the screen" for url in wide]
        if os.environ.get("PAADRIV_PICTURES"):
            keep(shot.file, picture(page))
        return found


def lose_the_network(page: Page) -> None:
    """One who came is ticked off without it, and the page loaded anew."""
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload(wait_until="networkidle")
    page.context.set_offline(True)
    page.locator("table.door-list tbody button").first.click()
    page.reload()
    page.locator("#unsent").evaluate(TO_TOP)


def keep(file: Path, taken: bytes) -> None:
    assert len(taken) <= LARGEST, file.name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(taken)


@contextmanager
def opened(shot: Shot, site: Site, new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    scheme = "dark" if shot.night else "light"
    context = new_context(viewport=shot.size or WIDE, color_scheme=scheme, reduced_motion="reduce")
    if shot.email:
        context.add_cookies(site.cookie(shot.email))
    yield context.new_page()
    context.close()


def picture(page: Page) -> bytes:
    """WebP: half of a PNG, and what Playwright's own screenshots cannot be."""
    window = page.context.new_cdp_session(page)
    taken = window.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    return b64decode(taken["data"])
