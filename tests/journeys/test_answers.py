"""What people, machines and servers write back, through a real Postfix, our door and a worker.

Each mail of `answers/` is one that somebody could have written; the table says what it must do.
"""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from string import Template

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.campaigns import actions as campaigns
from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.events import actions as events
from service.events.models import Registration
from service.events.rules import Applicant, Plan
from service.inbox.models import Inbound
from service.outbox.models import Delivery, Message
from service.outbox.rules import State
from tests import people
from tests.campaigns.conftest import BY, a_letter, turn
from tests.postfix import postfix
from tests.processes import free_port, wait_until
from tests.services import Sink, sink
from workers.lmtp import Door

pytestmark = pytest.mark.postfix
ANSWERS = Path(__file__).parent / "answers"
DOMAIN = "svar.havnevik.example"
ADDRESS = "aerlig@havnevik.example"
numbers = count(1)


@dataclass
class Road:
    """Postfix between our outgoing mail, the world outside, and our door."""

    relay: int
    door: int
    outside: Sink


@pytest.fixture(scope="module")
def road() -> Iterator[Road]:
    with ExitStack() as running:
        outside = running.enter_context(sink())
        door = free_port()
        yield Road(running.enter_context(postfix(DOMAIN, door, outside.port)), door, outside)


@dataclass
class Town:
    """A community whose mail takes the whole way, and the person who answers it."""

    road: Road
    work: Callable[[], None]
    community: Community

    def seat(self) -> Registration:
        """Somebody asks for a place at a breakfast."""
        start = clock.now().replace(microsecond=0) + timedelta(days=20)
        plan = Plan(
            "breakfast",
            "Pådriverfrokost om ombruk",
            summary="Kaffe og en kort prat.",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            place="Sjøhuset",
            address="Sjøgata 1",
            capacity=5,
            responsible="Ågot Prøvesen",
        )
        event = events.announce(self.community, plan, BY)
        asked = Applicant("Ærlig Fiktås", ADDRESS, "nb")
        registration = events.register(event, asked).registration
        self.work()
        return registration

    def newsletter(self) -> None:
        people.subscriber(self.community)
        campaign = a_letter(self.community)
        campaigns.schedule(campaign, clock.now(), BY)
        turn(campaign)

    def letter(self) -> EmailMessage:
        """The last of our letters that has come all the way to the person's own server."""
        one = Message.state == "sent", Message.mailing_id.is_(None)
        singly = session.scalar(select(func.count(Message.id)).where(*one)) or 0
        many = session.scalar(select(func.count()).where(Delivery.state == int(State.SENT))) or 0
        session.rollback()
        wait_until(lambda: len(self.road.outside.kept) == singly + many, "the letters outside")
        raw = self.road.outside.kept[-1].content
        return message_from_bytes(raw, policy=policy.default)

    def answer(self, name: str, letter: EmailMessage) -> Inbound:
        """The sample, made an answer to this letter, arrives; the row it became."""
        raw = filled(name, letter)
        mail = message_from_bytes(raw)
        sender = (mail["Return-Path"] or "<>").strip("<>")
        kept = session.scalar(select(func.count(Inbound.id))) or 0
        session.rollback()
        with smtplib.SMTP("127.0.0.1", self.road.relay) as server:
            server.sendmail(sender, [recipient(name, letter)], raw, ["BODY=8BITMIME"])
        wait_until(lambda: self.arrived() > kept, "the mail at our door")
        self.work()
        return session.scalars(select(Inbound).order_by(Inbound.id.desc()).limit(1)).one()

    def arrived(self) -> int:
        found = session.scalar(select(func.count(Inbound.id))) or 0
        session.rollback()
        return found


@pytest.fixture
def town(both: Flask, road: Road, worker: Callable[[], None]) -> Iterator[Town]:
    both.config["RELAYS"] = [f"smtp://127.0.0.1:{road.relay}"]
    road.outside.kept.clear()

    def work() -> None:
        session.commit()
        worker()

    door = Door(both, f"lmtp://127.0.0.1:{road.door}")
    door.start()
    yield Town(road, work, people.havnevik())
    door.close()


def recipient(name: str, letter: EmailMessage) -> str:
    """Where the sample goes: the first address of its To."""
    to = message_from_bytes(filled(name, letter))["To"]
    return f"{box(letter)}" if to == "post@havnevik.example" else str(to)


def filled(name: str, letter: EmailMessage) -> bytes:
    """The sample with this letter's own addresses and names in it."""
    uid = re.search(r"UID:(\S+)", body(letter, "calendar").replace("\r\n ", ""))
    now = clock.now()
    values = {
        "REPLY": box(letter),
        "BOUNCE": box(letter).replace("reply+", "bounce+"),
        "NEWS": f"news+havnevik@{DOMAIN}",
        "LETTER": letter["Message-ID"],
        "UID": uid[1] if uid else "",
        "DATE": format_datetime(now),
        "STAMP": f"{now:%Y%m%dT%H%M%SZ}",
        "ID": str(next(numbers)),
    }
    raw = (ANSWERS / f"{name}.eml").read_bytes().decode()
    return Template(raw).substitute(values).replace("\n", "\r\n").encode()


def box(letter: EmailMessage) -> str:
    found = re.search(r"reply\+[a-z2-7]+@[\w.-]+", str(letter["Reply-To"]))
    assert found
    return found[0]


def body(letter: EmailMessage, kind: str) -> str:
    parts = (part for part in letter.walk() if part.get_content_subtype() == kind)
    part = next(parts, None)
    return str(part.get_content()) if part else ""


def receipts(after: int) -> list[str]:
    """The letters posted since that one, oldest first."""
    later = select(Message).where(Message.id > after).order_by(Message.id)
    return [message.letter for message in session.scalars(later)]


def last_id() -> int:
    return session.scalar(select(func.max(Message.id))) or 0


IN = ["events.you_are_in"]
OUT = ["events.cancelled"]
ASKED = ["inbox.person_will_answer"]
SEATS = {  # the mail: how the seat stands, how the mail ended, and what left as receipt
    "ja-gmail-nb": ("confirmed", "applied", "", IN),
    "ja-outlook-nb": ("confirmed", "applied", "", IN),  # A36
    "nei-iphone-nb": ("cancelled", "applied", "", OUT),
    "kanskje-nb": ("held", "applied", "", ["events.maybe"]),  # A38
    "me-blir-to-nn": ("confirmed", "waiting", "question", IN),
    "ja-graag-nl": ("confirmed", "applied", "", IN),
    "nee-helaas-nl": ("cancelled", "applied", "", OUT),
    "yes-en": ("confirmed", "applied", "", IN),
    "question-only": ("held", "waiting", "unclear", ASKED),
    "yes-and-question": ("confirmed", "waiting", "question", IN),
    "contradictory": ("held", "waiting", "unclear", ASKED),
    "bottom-posted": ("confirmed", "applied", "", IN),
    "html-only": ("confirmed", "applied", "", IN),
    "only-quoted-yes": ("held", "waiting", "unclear", ASKED),
    "away-nb": ("held", "filed", "autoreply", []),  # A37
    "away-nl": ("held", "filed", "autoreply", []),
    "dsn-5-1-1": ("held", "applied", "returned", []),
    "dsn-4-2-2": ("held", "applied", "returned", []),
    "forwarded": ("held", "applied", "newcomer", ["events.confirm_place"]),
    "latin1-base64": ("confirmed", "applied", "", IN),
}


@pytest.mark.parametrize("name", SEATS)
def test_an_answer_to_a_letter_about_a_seat(town: Town, name: str) -> None:
    seat = town.seat()
    before = last_id()
    mail = town.answer(name, town.letter())
    session.refresh(seat)
    assert (seat.state, mail.state, mail.reason, receipts(before)) == SEATS[name]


def test_a_calendar_that_declines_gives_the_seat_up(town: Town) -> None:
    seat = town.seat()
    town.answer("ja-gmail-nb", town.letter())
    before = last_id()
    mail = town.answer("rsvp-declined", town.letter())
    session.refresh(seat)
    assert (mail.kind, mail.state, seat.state) == ("rsvp-ics", "applied", "cancelled")
    assert receipts(before) == []  # a machine wrote it: R-4


def test_a_hard_return_closes_the_address_and_keeps_the_seat(town: Town) -> None:
    """A39; and the manager sees it."""
    seat = town.seat()
    town.answer("ja-gmail-nb", town.letter())
    mail = town.answer("dsn-5-1-1", town.letter())
    session.refresh(seat)
    assert (seat.state, seat.who.address_state) == ("confirmed", "hard_bounced")
    assert mail.message is not None
    assert mail.message.state == "failed"


def test_stop_ends_the_newsletter_and_leaves_a_seat_alone(town: Town) -> None:
    """A40."""
    seat = town.seat()
    town.answer("ja-gmail-nb", town.letter())
    town.newsletter()
    before = last_id()
    mail = town.answer("stopp", town.letter())
    session.refresh(seat)
    states = [each.state for each in seat.who.subscriptions]
    assert (mail.state, states, seat.state) == ("applied", ["withdrawn"], "confirmed")
    assert receipts(before) == ["campaigns.newsletter", "contacts.unsubscribed"]


def test_a_complaint_ends_all_news_and_answers_nobody(town: Town) -> None:
    town.newsletter()
    town.answer("complaint", town.letter())
    person = session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    assert person.address_state == "complained"
    assert [each.state for each in person.subscriptions] == ["withdrawn"]
    assert receipts(0) == ["campaigns.newsletter"]


@pytest.mark.parametrize(
    ("name", "reason"), [("address-change", "asks_address"), ("what-do-you-know", "asks_data")]
)
def test_what_only_a_person_can_do_waits_for_one(town: Town, name: str, reason: str) -> None:
    town.newsletter()
    mail = town.answer(name, town.letter())
    assert (mail.state, mail.reason) == ("waiting", reason)
    assert mail.thread is not None
    assert (mail.thread.state, mail.thread.unread) == ("open", True)
    assert receipts(0) == ["campaigns.newsletter", "inbox.person_will_answer"]


def test_the_third_yes_closes_a_request(town: Town) -> None:
    """A41."""
    for number in range(4):
        people.subscriber(town.community, f"leser{number}@havnevik.example")
    campaign = a_letter(town.community)
    campaign.wanted = 3
    campaigns.schedule(campaign, clock.now(), BY)
    turn(campaign)
    wait_until(lambda: len(town.road.outside.kept) == 4, "four letters on the far side")
    kept = [each.content for each in town.road.outside.kept]
    letters = [message_from_bytes(raw, policy=policy.default) for raw in kept]
    for letter in letters:
        answer_from(town, str(letter["To"].addresses[0].addr_spec), letter)
    thanked = Message.letter == "campaigns.counted"
    told = session.scalars(select(Message).where(thanked).order_by(Message.id))
    assert [each.fields["reserve"] for each in told] == [False, False, False, True]


def answer_from(town: Town, sender: str, letter: EmailMessage) -> None:
    raw = filled("ja-gmail-nb", letter).replace(ADDRESS.encode(), sender.encode())
    kept = town.arrived()
    with smtplib.SMTP("127.0.0.1", town.road.relay) as server:
        server.sendmail(sender, [box(letter)], raw, ["BODY=8BITMIME"])
    wait_until(lambda: town.arrived() > kept, "the mail at our door")
    town.work()
