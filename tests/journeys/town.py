"""A town whose mail takes the whole way: our queue, a real Postfix, the world outside, our door."""

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from string import Template

from sqlalchemy import func, select

from service.campaigns import actions as campaigns
from service.communities.models import Community
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
from tests.processes import wait_until
from tests.services import Sink

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


def recipient(name: str, letter: EmailMessage) -> str:
    """Where the sample goes: the first address of its To."""
    to = message_from_bytes(filled(name, letter))["To"]
    return f"{box(letter)}" if to == "post@havnevik.example" else str(to)


def filled(name: str, letter: EmailMessage) -> bytes:
    """The sample with this letter's own addresses and names in it; a tip answers no letter."""
    uid = re.search(r"UID:(\S+)", body(letter, "calendar").replace("\r\n ", ""))
    now = clock.now()
    values = {
        "REPLY": box(letter),
        "BOUNCE": box(letter).replace("reply+", "bounce+"),
        "NEWS": f"news+havnevik@{DOMAIN}",
        "LETTER": letter["Message-ID"] or "",
        "UID": uid[1] if uid else "",
        "DATE": format_datetime(now),
        "STAMP": f"{now:%Y%m%dT%H%M%SZ}",
        "ID": str(next(numbers)),
    }
    raw = (ANSWERS / f"{name}.eml").read_bytes().decode()
    return Template(raw).substitute(values).replace("\n", "\r\n").encode()


def box(letter: EmailMessage) -> str:
    found = re.search(r"reply\+[a-z2-7]+@[\w.-]+", str(letter["Reply-To"]))
    return found[0] if found else ""


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
