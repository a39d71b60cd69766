"""Journeys 3.1 and 3.3 of the domain study by hand: on a phone, in two languages, with scripts and
without. What the clock does is done by the clock; what mail does, by mail.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from sqlalchemy import select

from service.communities import queries as communities
from service.communities.models import Account
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.demo.mailbox import Letter
from service.events import actions
from service.events.due import due
from service.events.models import Event, Registration
from service.events.rules import Plan, local
from tests.browser.acts import LINK
from tests.browser.conftest import PHONE
from tests.browser.partner import Partner, snippet
from tests.browser.site import MANAGER, Site

pytestmark = pytest.mark.browser
TITLE = "Frokost på Brygga"
GRO, OLA = "gro.reise@post.example", "ola.reise@post.example"
HERE = "/admin/havnevik/events"
WAYS = [(code, scripts) for code in ("nb", "nl") for scripts in (True, False)]
NAMES = [f"{code}, scripts {'on' if scripts else 'off'}" for code, scripts in WAYS]
NO = {"nb": "Nei beklager, syk", "nl": "Nee helaas, ziek"}
YES = {"nb": "Ja", "nl": "Ja"}


@pytest.fixture(params=WAYS, ids=NAMES)
def way(request: pytest.FixtureRequest) -> tuple[str, bool]:
    found: tuple[str, bool] = request.param
    return found


@pytest.fixture
def phone(way: tuple[str, bool], new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=way[1]).new_page()


@pytest.fixture
def later() -> Iterator[Callable[[datetime], None]]:
    """later(moment): it is then, for the pages and the workers alike."""
    travels: list[Any] = []

    def go(moment: datetime) -> None:
        while travels:
            travels.pop().stop()
        travel = time_machine.travel(moment, tick=True)
        travel.start()
        travels.append(travel)

    yield go
    while travels:
        travels.pop().stop()


def tick(site: Site) -> None:
    """The clock comes by, and the workers do what it leaves."""
    site.change(lambda: due(clock.now()))
    site.work()


def newest(site: Site, address: str, word: str = "/answer/") -> str:
    """The link of this kind in the newest mail to this address."""
    return next(url for url in LINK.findall(site.mail(address).text) if word in url)


def breakfast(site: Site) -> int:
    """With one seat, in three weeks, at eight in the morning."""

    def made() -> int:
        community = communities.by_slug("havnevik")
        assert community is not None
        day = datetime.combine(clock.now().date() + timedelta(days=21), datetime.min.time())
        start = local(community.zone, day.replace(hour=8))
        plan = Plan(
            "breakfast", TITLE, starts_at=start, place="Brygga 3", responsible="Ågot", capacity=1
        )
        return actions.announce(community, plan, Cause("admin", who="Ågot")).id

    return site.change(made)


def start_of(site: Site, number: int) -> datetime:
    return site.read(lambda: session.get_one(Event, number).start)


def states(site: Site, number: int) -> dict[str, str]:
    mine = select(Registration.name, Registration.state).where(Registration.event_id == number)
    return site.read(lambda: dict(session.execute(mine.order_by(Registration.id)).all()))


def form_in(
    site: Site, partner: Partner, page: Page, number: int, way: tuple[str, bool]
) -> Page | FrameLocator:
    """The form in the partner's page; without scripts, where its plain link leads."""
    code, scripts = way
    token = site.form("events", number)
    page.goto(partner.put("/", snippet(site.home, token, TITLE), lang=code))
    if scripts:
        return page.frame_locator("paadriv-form iframe")
    page.locator("paadriv-form a").click()
    if code != "nb":
        page.locator(f"footer a[hreflang={code}]").click()
    return page


def sign_up(form: Page | FrameLocator, name: str, address: str) -> None:
    form.locator("[name=name]").fill(name)
    form.locator("[name=email]").fill(address)
    form.locator("details summary").click()
    form.locator("[name=needs][value=no_nuts]").check()
    form.locator("[name=needs_consent]").check()
    form.locator("form.ask button[type=submit]").click()
    expect(form.locator("#result")).to_be_visible()


def test_a_citizen_comes_to_breakfast_from_a_partners_page(
    site: Site,
    partner: Partner,
    phone: Page,
    way: tuple[str, bool],
    later: Callable[[datetime], None],
) -> None:
    """3.1: a form in somebody's page, a yes, a reminder, a fever, and the seat goes on."""
    number = breakfast(site)
    for name, address in (("Gro Reise", GRO), ("Ola Reise", OLA)):
        sign_up(form_in(site, partner, phone, number, way), name, address)
        assert phone.context.cookies() == []
        site.work()
    assert states(site, number) == {"Gro Reise": "held", "Ola Reise": "waitlisted"}
    phone.goto(newest(site, GRO))
    phone.locator("form button[data-press]").click()
    expect(phone.get_by_role("status")).to_be_visible()
    site.work()
    assert "METHOD:REQUEST" in site.mail(GRO).calendar
    start = start_of(site, number)
    fever(site, number, way[0], later)
    mails_to_gro = len(site.mails(GRO))
    site.answer(site.mail(OLA), YES[way[0]])
    later(start - timedelta(minutes=5))
    at_the_door(site, phone, number, scripts=way[1])
    later(start + timedelta(days=4))
    tick(site)
    assert len(site.mails(GRO)) == mails_to_gro  # no further mail, ever
    assert phone.context.cookies() == []


def fever(site: Site, number: int, code: str, later: Callable[[datetime], None]) -> None:
    """Reminded the day before, once; ill at half past six, and the seat is Ola's to take."""
    start, receipt = start_of(site, number), site.mail(GRO)
    later(start - timedelta(hours=23))
    tick(site)
    reminder = site.mail(GRO)
    assert reminder.subject != receipt.subject
    tick(site)
    assert site.mail(GRO).name == reminder.name
    later(start - timedelta(minutes=90))
    site.answer(reminder, NO[code])
    tick(site)
    assert states(site, number) == {"Gro Reise": "cancelled", "Ola Reise": "offered"}


def at_the_door(site: Site, phone: Page, number: int, *, scripts: bool) -> None:
    phone.goto(site.read(lambda: f"/door/{session.get_one(Event, number).door_token}"))
    phone.locator("table.door-list tbody button").first.click()
    expect(phone.locator("#counted")).to_contain_text("1")
    if scripts:
        expect(phone.locator("#unsent")).to_be_hidden(timeout=15_000)
    assert states(site, number) == {"Gro Reise": "cancelled", "Ola Reise": "attended"}


def press(page: Page, end: str) -> None:
    page.locator(f'form[action$="{end}"] button').first.click()


def manage(site: Site, phone: Page, code: str) -> None:
    """Ågot, who reads this language, signed in now."""

    def speak() -> None:
        session.scalars(select(Account).filter_by(email=MANAGER)).one().language = code

    site.change(speak)
    phone.context.clear_cookies()
    phone.context.add_cookies(site.cookie())


def save(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("form.ask button[type=submit]").first.click()


def invite(page: Page, here: str, pasted: str) -> None:
    """First who gets it, then send."""
    page.goto(f"{here}/invite")
    page.locator("[name=whom][value=pasted]").check()
    page.locator("[name=pasted]").fill(pasted)
    page.locator("[name=source]").fill("kommunens liste")
    page.locator("button[value=check]").click()
    expect(page.locator("#preview")).to_be_visible()
    page.locator("button[value=send]").click()
    page.wait_for_url(f"**{here}")


def test_a_manager_plans_a_gathering_from_eight_weeks_before(
    site: Site, phone: Page, way: tuple[str, bool], later: Callable[[datetime], None]
) -> None:
    """3.3: like the last one, saved, told, invited, answered, met, thanked; the numbers add up."""
    manage(site, phone, way[0])
    here = like_the_last(site, phone)
    number = int(here.rpartition("/")[2])
    press(phone, "/announce")
    invite(phone, here, f"Gro Reise <{GRO}>\nOla Reise <{OLA}>\n{GRO.upper()}")
    site.work()
    letters = {address: len(site.mails(address)) for address in (GRO, OLA)}
    assert letters == {GRO: 1, OLA: 1}
    site.answer(site.mail(GRO), YES[way[0]])
    phone.goto(f"{here}/edit")
    save(phone, programme="09.00 Samling\n10.00 Tre spor", tracks="Lys (20)\nVann (20)")
    press(phone, "/publish")
    invite(phone, here, f"{GRO}\n{OLA}")
    site.work()
    answered(site, phone, way[0])
    assert states(site, number) == {"Gro Reise": "confirmed", "Ola Reise": "declined"}
    start = start_of(site, number)
    later(start)
    manage(site, phone, way[0])
    met(phone, here)
    later(start + timedelta(days=1))
    tick(site)
    manage(site, phone, way[0])
    thanked(site, phone, here)
    phone.goto(f"{here}/report")
    numbers = phone.locator("table.numbers td").all_inner_texts()
    assert numbers == ["1", "0", "0", "0", "0", "1", "1", "2", "0", "1"]


def like_the_last(site: Site, phone: Page) -> str:
    """A gathering in eight weeks, planned like the last one; its page, with its plan."""
    last = site.read(
        lambda: session.scalars(select(Event.id).filter_by(slug="nordhavna-tunet")).one()
    )
    phone.goto(f"{HERE}/{last}")
    phone.locator(f'a[href*="like={last}"]').click()
    day = clock.now().date() + timedelta(days=56)
    save(phone, title="Samling på Tunet", date=day.isoformat(), starts="09:00", ends="15:00")
    expect(phone.locator("#plan li")).to_have_count(8)
    return phone.url.removeprefix(site.home)


def answered(site: Site, phone: Page, code: str) -> None:
    """Gro's calendar asks her and she answers by mail; Ola presses the button that says no."""
    invitation: Letter = site.mail(GRO)
    assert "NEEDS-ACTION" in invitation.calendar
    site.answer(invitation, YES[code])
    phone.context.clear_cookies()
    phone.goto(newest(site, OLA))
    phone.locator("form button:not([data-press])").last.click()
    site.work()


def met(phone: Page, here: str) -> None:
    """One on the list comes, and one who is not."""
    phone.goto(f"{here}/door")
    press(phone, "?at=door")
    expect(phone.locator("#counted")).to_contain_text("1")
    phone.locator("[name=name]").fill("Nina Nabo")
    phone.locator("form.ask button[type=submit]").click()
    expect(phone.locator("#counted")).to_contain_text("2")


def thanked(site: Site, phone: Page, here: str) -> None:
    words = "Tre ting å gjøre før sommeren."
    phone.goto(f"{here}/thanks")
    phone.locator("[name=outcome]").fill(words)
    phone.locator("button[value=send]").click()
    expect(phone.locator(".good")).to_be_visible()
    site.work()
    assert words in site.mail(GRO).text
    assert words not in site.mail(OLA).text
