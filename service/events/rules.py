"""Which seats count, when a hold or an offer ends, when nobody is disturbed. Pure; no database."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from service.contacts.rules import Wording

COMMUNITY = "community"  # an audience: Pådrivere, and those who become one with the same yes
OPEN = ("published", "registration_closed")  # announced and not yet over
TAKING = ("held", "confirmed", "offered", "attended")  # each of these uses one seat
HELPERS = ("facilitator", "photographer", "host", "speaker")
KNOWN = ("tentative", "scheduled")  # announced, and registration has not begun
INVITED = ("saved", "invited")  # they know of it from us, and have not answered
TOLD = ("asked", "held", "confirmed", "offered", "waitlisted", *INVITED)  # of a new time or place
GONE = ("cancelled", "passed", "released", "transferred")  # had a seat, or a place in the queue
GIVEN_UP = (*GONE, "declined")  # from here one may ask anew
AT_THE_DOOR = ("held", "confirmed", "offered", "attended", "no_show")
HOLD = timedelta(hours=48)
LAST_DAY = timedelta(hours=24)
NIGHT, MORNING = 21, 7  # local hours between which nobody is offered a seat
CORRECTIONS = timedelta(days=30)  # attendance may be put right this long
UNSEEN = timedelta(hours=48)  # after this, whoever did not come is noted as such
NEEDS_KEPT = timedelta(days=3)  # food and access are forgotten this long after the end (L-7)
MORNING_MINUTES = 10  # after the hour; the plan of the day leaves once
PLAN_HOUR = 8  # local
GUESTS_KEPT = timedelta(days=90)  # who never answered is forgotten this long after the end
FRESH = timedelta(hours=12)  # who said yes so lately needs no reminder
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ł": "l"})
MAILBOX = re.compile(r"[^\s<>()\[\]\";:,]+@[^\s<>()\[\]\";:,]+")
ACTS = ("arrived", "undo", "walk-in")
NONCE = re.compile(r"[\w-]{8,64}", re.ASCII)
TRACK = re.compile(r"(.*\S)\s*\((\d{1,5})\)")
LINE = re.compile(r"(\d{1,2}[.:]\d{2}(?:\s*[-–]\s*\d{1,2}[.:]\d{2})?)\s+(.+)")


@dataclass(frozen=True)
class Plan:
    """What a manager writes about an event. A draft may lack nearly all of it."""

    kind_name: str
    title: str
    summary: str = ""
    programme: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    doors_at: datetime | None = None
    place: str = ""
    address: str = ""
    meeting_point: str = ""
    note: str = ""
    capacity: int | None = None
    audience: str = ""
    responsible: str = ""
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    guests_most: int | None = None
    tracks: str | None = None
    season: str = ""
    organisers: str = ""
    online_url: str = ""
    access: str = ""
    photos: str = ""


@dataclass(frozen=True)
class Invite:
    """Who invites, where the addresses come from, and why we may write to them (GDPR 6 and 14)."""

    organiser: str
    source: str
    basis: str  # member, newsletter, agreed, interest
    role: str = ""  # one of HELPERS, when they are asked to help


class Act(NamedTuple):
    """Something done at the door on a phone that may have had no network. `nonce` names it once."""

    nonce: str
    what: str  # arrived, undo, walk-in
    number: int = 0
    name: str = ""
    email: str = ""
    at: datetime | None = None

    @classmethod
    def read(cls, told: object) -> Self | None:
        """From what a phone sent; None when it is not an act."""
        if not isinstance(told, dict):
            return None
        nonce, what, at = (told.get(name) for name in ("nonce", "act", "at"))
        number, name, email = told.get("number", 0), told.get("name", ""), told.get("email", "")
        if not all(isinstance(each, str) for each in (nonce, what, name, email)):
            return None
        if not NONCE.fullmatch(str(nonce)) or what not in ACTS:
            return None
        if not isinstance(number, int) or not 0 <= number < 2**31:
            return None
        good = isinstance(at, int) and 0 < at < 4_102_444_800_000  # milliseconds, until 2100
        moment = datetime.fromtimestamp(at / 1000, UTC) if good and isinstance(at, int) else None
        plain = "".join(char if char.isprintable() else " " for char in name)
        return cls(str(nonce), str(what), number, plain[:120], email[:254], moment)


class Task(NamedTuple):
    """One line of an event's back-plan."""

    name: str
    due: date
    done: bool


class Named(NamedTuple):
    name: str
    email: str


@dataclass(frozen=True)
class Before:
    """When and where it was to be, as people had been told."""

    start: datetime
    end: datetime
    where: str


@dataclass(frozen=True)
class Asking:
    """A question as a manager writes it; `options` one a line."""

    kind: str
    words: str
    options: str = ""
    required: bool = False
    remember: bool = False


@dataclass(frozen=True)
class Needs:
    """What a host must know to prepare: codes of forms/questions.py, and words of their own."""

    codes: tuple[str, ...] = ()
    words: str = ""
    wording: str = ""  # what they ticked, in the words shown

    def packed(self) -> str:
        return "\n".join((*self.codes, "", self.words))

    @classmethod
    def unpacked(cls, packed: str) -> Self:
        codes, _, words = packed.rpartition("\n\n") if "\n\n" in packed else ("", "", packed)
        return cls(tuple(codes.split()), words.strip())


@dataclass(frozen=True)
class Applicant:
    """Somebody who asks for a seat. The wordings are there only when their boxes were ticked.

    `answers` by the number of the question; `track` is the number of the one they would like.
    """

    name: str
    email: str
    language: str
    organisation: str = ""
    newsletter: Wording | None = None
    membership: Wording | None = None
    source: str = ""
    guests: int = 0
    answers: Mapping[int, str] = field(default_factory=dict)
    needs: Needs | None = None
    track: int | None = None


def held_until(now: datetime, start: datetime) -> datetime:
    """48 hours or the day before, whichever comes first; but never less than an hour (§ 2.4)."""
    return max(min(now + HOLD, start - LAST_DAY), now + timedelta(hours=1))


def offer_until(now: datetime, start: datetime) -> datetime:
    """24 hours; 4 when the event is under 48 away, 1 when under 12; never past the start."""
    left = start - now
    hours = 1 if left < timedelta(hours=12) else 4 if left < timedelta(hours=48) else 24
    return min(now + timedelta(hours=hours), start)


def quiet(now: datetime, start: datetime, zone: str) -> bool:
    """Whether an offer must wait until the morning."""
    hour = now.astimezone(ZoneInfo(zone)).hour
    return (hour >= NIGHT or hour < MORNING) and start - now >= timedelta(hours=12)


def reminder_due(
    hours: tuple[int, ...], reminded: int | None, start: datetime, now: datetime, zone: str
) -> int | None:
    """The reminder whose moment has come and that has not gone out, as its hours before the start.

    When several have come, only the last of them; none at night, except for what is close.
    """
    come = [each for each in hours if start - timedelta(hours=each) <= now < start]
    if not come or (reminded is not None and min(come) >= reminded) or quiet(now, start, zone):
        return None
    return min(come)


def takes_registrations(state: str, now: datetime, closes: datetime) -> bool:
    return state == "published" and now < closes


def slug(title: str) -> str:
    """Lys og trygghet i mørketida → lys-og-trygghet-i-morketida."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_only))
    return words[:60].strip("-") or "event"


def programme(text: str) -> list[tuple[str, str]]:
    """Each line as (time, what); a line without a time stands alone."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return [found.groups() if (found := LINE.fullmatch(line)) else ("", line) for line in lines]  # type: ignore[misc]  # two groups, so a pair


def tracks(text: str) -> list[tuple[str, int | None]]:
    """Each line as (title, seats): "Light in the park (20)"; None where no number is given."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    found = [
        (seats.group(1), int(seats.group(2))) if (seats := TRACK.fullmatch(line)) else (line, None)
        for line in lines
        if line
    ]
    return list({title.casefold(): (title[:120], seats) for title, seats in found}.values())


def listed(text: str) -> tuple[list[Named], list[str]]:
    """A pasted list: addresses with or without names, and the lines that hold none.

    Reads what mail programs and tables copy: Åse <a@x.no>; "Bo, Oslo" <b@x.no>, and Kari, k@x.no.
    """
    named: list[Named] = []
    strange: list[str] = []
    for line in text.splitlines():
        end = 0
        for found in MAILBOX.finditer(line):
            named.append(Named(plain_name(line[end : found.start()]), found[0]))
            end = found.end()
        if end == 0 and line.strip():
            strange.append(line.strip()[:80])
    return named, strange


def plain_name(text: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.split()).strip(" <>\"';,:()")[:120]


def new_year(year: int, zone: str) -> datetime:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(zone))


def local(zone: str, moment: datetime) -> datetime:
    """A time as typed, in the community's own zone."""
    return moment.replace(tzinfo=ZoneInfo(zone))
