"""The main job, walked once over real pages, workers, mail server and door; a line a step."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from service.campaigns import queries as campaigns
from service.campaigns.models import Campaign, Edition
from service.communities.models import Community
from service.core import clock, tokens
from service.core.db import session
from service.demo import loader, mailbox
from service.demo.browser import Browser, Stumbled
from service.demo.mailbox import Letter
from service.events.models import Event, Registration
from service.signup import queries as forms

PATIENCE = 90.0  # seconds for anything a worker does
MANAGER = "agot@padriv-havnevik.example"
TITLE = "Frokost: kart over gode idéer"
WEDNESDAY = 2
LINK = re.compile(r"https?://\S+")


class Walk:
    """Gro, a stranger, and Ågot, the manager, do what the whole product is for."""

    def __init__(self) -> None:
        self.home = str(current_app.config["BASE_URL"]) + "/"
        self.agot, self.gro = Browser(self.home), Browser(self.home)
        self.address = f"gro.{tokens.new(6)}@post.example"

    def steps(self) -> Iterator[str]:
        """Does one step after another, and says each when it has been seen to hold."""
        for step in (
            self.sign_in,
            self.announce,
            self.register,
            self.confirm,
            self.preview,
            self.send,
            self.change_her_mind,
            self.check_in,
        ):
            yield step()

    def sign_in(self) -> str:
        page = self.agot.get("admin/sign-in")
        before = mailbox.count(MANAGER)
        self.agot.submit(page.form(), email=MANAGER)
        letter = self.mail(MANAGER, before)
        link = next(url for url in LINK.findall(letter.text) if "/admin/enter/" in url)
        desk = self.agot.submit(self.agot.get(link).form("/enter/"))
        check("/admin/havnevik/" in desk.url, "the link in the mail did not sign Ågot in")
        return "Ågot asked for a link, got it by mail and signed in with it."

    def announce(self) -> str:
        if self.event() is None:
            self.write_event()
        event = self.event()
        check(event is not None and event.state == "published", "the breakfast was not published")
        return f"She published “{TITLE}” with {event.capacity if event else 0} seats."

    def write_event(self) -> None:
        soon = clock.now().date() + timedelta(weeks=6)
        day = (soon + timedelta(days=(WEDNESDAY - soon.weekday()) % 7)).isoformat()
        form = self.agot.get("admin/havnevik/events/new").form("/events/new")
        page = self.agot.submit(
            form,
            kind="breakfast",
            title=TITLE,
            date=day,
            starts="08:00",
            ends="09:30",
            doors="07:45",
            place="Kulturhuset Sjøgata",
            address="Sjøgata 4, Havnevik",
            summary="Vi henger opp kartet og setter nåler der noe kan bli til.",
            programme="07.45 Mat på bordet\n08.00 Kartet henges opp\n09.30 Takk for i dag",
            responsible="Ågot Prøvesen",
            capacity="24",
        )
        self.agot.submit(page.form("/publish"))

    def register(self) -> str:
        form = forms.of(self.community(), "events", self.found().id)
        check(form is not None, "the breakfast has no form of its own")
        page = self.gro.get(f"embed/{form.token if form else ''}?from=nabolaget.example&lang=nb")
        before = mailbox.count(self.address)
        answer = self.gro.submit(page.form(), name="Gro Fremmedvik", email=self.address)
        check(answer.status == 200, f"the embedded form answered {answer.status}")
        check(not list(self.gro.cookies), "the form left a cookie behind")
        check(self.state() == "held", "no seat was held for Gro")
        self.letter = self.mail(self.address, before)
        return "Gro, a stranger, filled in the form in a partner's page: a seat is held, no cookie."

    def confirm(self) -> str:
        before = mailbox.count(self.address)
        mailbox.answer(self.letter, "Ja, jeg kommer.")
        receipt = self.mail(self.address, before)
        check(self.state() == "confirmed", "her JA did not confirm the seat")
        check("BEGIN:VCALENDAR" in receipt.calendar, "the receipt has no calendar file")
        self.letter = receipt
        return "She answered the mail with JA: the seat is hers, and a receipt with calendar came."

    def preview(self) -> str:
        campaign = self.campaign()
        counted = campaigns.count(campaign)
        if campaign.state == "draft":
            page = self.agot.get(f"admin/havnevik/letters/{campaign.id}/readers")
            check(page.status == 200, f"the page of readers answered {page.status}")
            check((counted.reachable, counted.total) == (243, 250), "the preview is not 243 of 250")
        left = ", ".join(f"{number} {reason}" for reason, number in counted.left_out.items())
        return f"The newsletter goes to {counted.reachable} of {counted.total}; left out: {left}."

    def send(self) -> str:
        if self.campaign().state == "draft":
            self.mend(self.campaign())
            path = f"admin/havnevik/letters/{self.campaign().id}/send"
            page = self.agot.submit(self.agot.get(path).form("/send"), when="now")
            check(page.status == 200, f"the page that sends answered {page.status}")
        until(lambda: self.campaign().state == "sent", "the newsletter was not sent in time")
        until(lambda: len(self.readers()) >= 243, "not everybody's newsletter arrived in time")
        got = Counter(self.readers())
        check(len(got) == 243, f"{len(got)} people got it, not 243")
        check(set(got.values()) == {1}, "somebody got it twice")
        return "She mended its three faults and sent it: 243 people have it, each exactly once."

    def mend(self, campaign: Campaign) -> None:
        """What the check found: a date without year, no alt text, a link called “her”."""
        edition = next(each for each in campaign.editions if each.language == "nb")
        path = f"admin/havnevik/letters/{campaign.id}/nb"
        head = self.agot.get(path).form(path)
        self.agot.submit(head, subject="Hold av onsdag 20. januar 2027")
        for name, written in (
            ("image", {"alt": "En rekke lykter langs en sti i skumringen"}),
            ("text", {"label": "Les om Elvestrand"}),
        ):
            block = block_of(edition, name)
            opened = self.agot.get(f"{path}?open={block}")
            self.agot.submit(opened.form(f"/blocks/{block}"), **written)

    def change_her_mind(self) -> str:
        for words, state in (("Nei, beklager, jeg er syk.", "cancelled"), ("JA", "confirmed")):
            before = mailbox.count(self.address)
            mailbox.answer(self.letter, words)
            until(lambda state=state: self.state() == state, f"the seat did not become {state}")  # type: ignore[misc]  # mypy cannot type a default in a lambda
            self.letter = self.mail(self.address, before)
        return (
            "Gro answered NEI, then JA: her seat was given up and taken again, a receipt each time."
        )

    def check_in(self) -> str:
        page = self.agot.get(f"door/{self.found().door_token}")
        number = self.registration().id
        self.agot.submit(page.form(f"/arrived/{number}"))
        check(self.state() == "attended", "she was not checked in")
        return "At the door she was ticked off the list: somebody turned up."

    # What the steps look at

    def community(self) -> Community:
        session.rollback()  # what others have committed since
        return loader.havnevik()

    def event(self) -> Event | None:
        mine = Event.community_id == self.community().id, Event.title == TITLE
        return session.scalar(select(Event).where(*mine))

    def found(self) -> Event:
        event = self.event()
        assert event is not None
        return event

    def registration(self) -> Registration:
        mine = Registration.event_id == self.found().id
        newest = select(Registration).where(mine).order_by(Registration.id.desc()).limit(1)
        return session.scalars(newest).one()

    def state(self) -> str:
        return self.registration().state

    def campaign(self) -> Campaign:
        mine = Campaign.community_id == self.community().id, Campaign.title == "November 2026"
        return session.scalars(select(Campaign).where(*mine)).one()

    def readers(self) -> list[str]:
        """Who has the newsletter in the mailbox, once for each copy."""
        names = (mailbox.read(name) for name in mailbox.names())
        subjects = {edition.subject for edition in self.campaign().editions}
        return [letter.to for letter in names if letter and letter.subject in subjects]

    def mail(self, address: str, before: int) -> Letter:
        """The newest mail to this address, once there are more than before."""
        until(lambda: mailbox.count(address) > before, f"no mail came to {address}")
        letter = mailbox.read(mailbox.names(address)[0])
        assert letter is not None
        return letter


def block_of(edition: Edition, name: str) -> str:
    found = [block["id"] for block in edition.blocks if block["block"] == name]
    return str(found[0])


def check(holds: bool, sentence: str) -> None:
    if not holds:
        raise Stumbled(sentence)


def until(holds: Callable[[], bool], sentence: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise Stumbled(sentence)
        time.sleep(0.1)
