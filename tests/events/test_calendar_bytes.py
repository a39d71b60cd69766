"""One event's invitation, update and cancellation, byte by byte as they are handed over.

The rules are those of email.md § 1f (70 to 73) and § 5.1 to 5.3, each by its own name; the readers
are icalendar and libical, which know nothing of us.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import NamedTuple

import pytest
from icalendar import Calendar, Component
from sqlalchemy import select

from service.communities.models import Community
from service.core.db import session
from service.events import actions
from service.outbox import actions as outbox
from service.outbox import compose
from service.outbox.models import Message
from tests import libical
from tests.events.planning import AGOT, OSLO, YES, breakfast, plan, register

pytestmark = pytest.mark.usefixtures("still")
NEW = datetime(2026, 12, 3, 8, 0, tzinfo=OSLO)
MOVED = {"starts_at": NEW, "ends_at": NEW + timedelta(minutes=90), "doors_at": None}
SHORT, OCTETS = 70, 75


class Sent(NamedTuple):
    """A letter as it went: its bytes, its parts, its calendar file."""

    raw: bytes
    mail: EmailMessage
    file: bytes
    calendar: Calendar

    @property
    def part(self) -> EmailMessage:
        return [part for part in self.mail.walk() if part.get_content_type() == "text/calendar"][0]

    @property
    def attachment(self) -> EmailMessage:
        return next(self.mail.iter_attachments())

    @property
    def event(self) -> Component:
        return self.calendar.walk("VEVENT")[0]

    @property
    def method(self) -> str:
        return str(self.calendar["METHOD"])


def sent(message: Message) -> Sent:
    raw = compose.compose(message).content
    mail = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    file = part.get_payload(decode=True)
    assert isinstance(file, bytes)
    return Sent(raw, mail, file, Calendar.from_ical(file))


@pytest.fixture
def three(community: Community) -> list[Sent]:
    """A long name and title, which must be folded; moved by a day, then called off."""
    title = "Lys og trygghet i mørketida: åtte små ting vi kan gjøre før jul, æøå og 🕯️"
    event = breakfast(community, title=title)
    row = register(event, "gro", name="Gro Køesen på Østsida")
    actions.confirm(row, YES)
    session.commit()
    actions.edit(event, plan(title=title, **MOVED), AGOT)
    session.commit()
    actions.call_off(event, "Kokken er syk.", AGOT)
    session.commit()
    mine = select(Message).where(Message.calendar.is_not(None)).order_by(Message.id)
    return [sent(message) for message in session.scalars(mine)]


def kinds_of(sent: Sent) -> list[str]:
    return [part.get_content_type() for part in sent.mail.walk()]


def folded(sent: Sent) -> bool:
    """RFC 5545 § 3.1: no line over 75 octets, none broken inside a character."""
    lines = sent.file.split(b"\r\n")
    return all(len(line) <= OCTETS and line.decode() is not None for line in lines)


def zoned(sent: Sent) -> bool:
    zones = {str(zone["TZID"]) for zone in sent.calendar.walk("VTIMEZONE")}
    return {sent.event[name].params["TZID"] for name in ("DTSTART", "DTEND")} == zones


RULES: dict[str, Callable[[Sent], bool]] = {
    "5.1 mixed around an alternative": lambda s: (
        kinds_of(s)[:2] == ["multipart/mixed", "multipart/alternative"]
    ),
    "5.1 plain, html, calendar, file": lambda s: (
        kinds_of(s)[2:] == ["text/plain", "text/html", "text/calendar", "application/ics"]
    ),
    "70 method in the header as in the body": lambda s: s.part.get_param("method") == s.method,
    "70 charset UTF-8": lambda s: str(s.part.get_param("charset")).lower() == "utf-8",
    "70 CRLF and nothing else": lambda s: not re.search(rb"(?<!\r)\n|\r(?!\n)", s.file),
    "70 folded at 75 octets": folded,
    "70 a zone that is described": zoned,
    "5.1 the calendar part is no attachment": lambda s: s.part.get_content_disposition() is None,
    "5.1 the file is the same bytes": lambda s: s.attachment.get_payload(decode=True) == s.file,
    "5.1 the file has a name, twice": lambda s: (
        s.attachment.get_filename() == "invite.ics" == s.attachment.get_param("name")
    ),
    "5.1 version, product, scale": lambda s: (
        [str(s.calendar[name]) for name in ("VERSION", "CALSCALE")] == ["2.0", "GREGORIAN"]
        and bool(s.calendar["PRODID"])
    ),
    "5.1 exactly one event": lambda s: len(s.calendar.walk("VEVENT")) == 1,
    "5.1 From is the organiser": lambda s: (
        f"mailto:{parseaddr(s.mail['From'])[1]}" == str(s.event["ORGANIZER"])
    ),
    "5.1 To is the attendee": lambda s: (
        f"mailto:{parseaddr(s.mail['To'])[1]}" == str(s.event["ATTENDEE"])
    ),
    "5.1 answers in words go to the letter's own address": lambda s: parseaddr(s.mail["Reply-To"])[
        1
    ].startswith("reply+"),
    "5.1 the attendee is a person who takes part": lambda s: (
        s.event["ATTENDEE"].params["CUTYPE"] == "INDIVIDUAL"
        and s.event["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"
    ),
    "5.1 it takes time": lambda s: str(s.event["TRANSP"]) == "OPAQUE",
    "5.1 stamped in UTC": lambda s: s.event["DTSTAMP"].dt.utcoffset() == timedelta(0),
    "5.2 the UID is short, lower case, unfolded": lambda s: (
        len(str(s.event["UID"])) <= SHORT and str(s.event["UID"]) == str(s.event["UID"]).lower()
    ),
    "5.2 the organiser's address holds no secret": lambda s: "+" not in str(s.event["ORGANIZER"]),
    "never PUBLISH": lambda s: s.method in ("REQUEST", "CANCEL"),
    "header lines as RFC 5322 wants them": lambda s: all(
        len(line) <= 998 for line in s.raw.split(b"\r\n")
    ),
    "libical reads it without an error": lambda s: libical.read(s.file).errors == 0,
    "libical sees one event and its method": lambda s: libical.read(s.file)[1:3] == (s.method, 1),
    "libical and icalendar agree on when": lambda s: (
        (libical.read(s.file).start, libical.read(s.file).end)
        == (s.event["DTSTART"].dt, s.event["DTEND"].dt)
    ),
    "libical and icalendar agree on what": lambda s: (
        libical.read(s.file).summary == str(s.event["SUMMARY"])
    ),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("which", [0, 1, 2], ids=["invitation", "update", "cancellation"])
def test_each_rule_holds_for_each_letter(three: list[Sent], which: int, rule: str) -> None:
    assert RULES[rule](three[which])


def test_they_are_an_invitation_an_update_and_a_cancellation(three: list[Sent]) -> None:
    """71, 72 and § 5.3."""
    methods = [each.method for each in three]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(each.event["STATUS"]) for each in three] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert len({str(each.event["UID"]) for each in three}) == 1
    assert len({str(each.event["ORGANIZER"]) for each in three}) == 1
    sequences = [libical.read(each.file).sequence for each in three]
    assert sequences == sorted(set(sequences))
    stamps = [each.event["DTSTAMP"].dt for each in three]
    assert stamps == sorted(stamps)
    assert libical.read(three[1].file).start == NEW
    asked = [each.event["ATTENDEE"].params["PARTSTAT"] for each in three[:2]]
    assert asked == ["ACCEPTED", "NEEDS-ACTION"]  # the new time may not suit
    assert three[1].event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert "Kokken er syk." in three[2].mail.get_body(("plain",)).get_content()


def test_a_rule_that_is_broken_is_seen(three: list[Sent]) -> None:
    """What the table above is worth: each of these files breaks what its name says."""
    first = three[0]
    long = first._replace(file=first.file.replace(b"\r\n ", b""))
    bare = first._replace(file=first.file.replace(b"\r\n", b"\n"))
    wrong = first._replace(file=re.sub(rb"DTSTART[^\r]*", b"DTSTART:tomorrow", first.file))
    assert not RULES["70 folded at 75 octets"](long)
    assert not RULES["70 CRLF and nothing else"](bare)
    assert not RULES["libical reads it without an error"](wrong)


def test_the_news_of_an_entry_never_overtake_each_other(community: Community) -> None:
    """73: a worker that comes to a later one first leaves it until the earlier has gone."""
    event = breakfast(community)
    row = register(event, "gro")
    actions.confirm(row, YES)
    actions.edit(event, plan(**MOVED), AGOT)
    actions.cancel(row, YES)
    session.commit()
    mine = select(Message.id).where(Message.calendar.is_not(None)).order_by(Message.id)
    first, second, third = session.scalars(mine)
    assert (outbox.claim(third), outbox.claim(second)) == (None, None)
    taken = outbox.claim(first)
    assert taken is not None
    assert outbox.claim(second) is None  # the first is on its way
    outbox.sent(taken, "250 ok")
    session.flush()
    assert outbox.claim(third) is None
    assert outbox.claim(second) is not None
