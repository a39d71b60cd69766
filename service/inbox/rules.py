"""What a feature is told about an answer, and what it tells back. Pure; no database."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from flask_babel.speaklater import LazyString

Say = Literal["yes", "no", "maybe", "stop", "pause"]
SAYS: dict[str, Say] = {say: say for say in get_args(Say)}
# RFC 5545 § 3.2.12
PARTSTAT: dict[str, Say] = {"ACCEPTED": "yes", "DECLINED": "no", "TENTATIVE": "maybe"}
RETURNED = {"bounce-hard": "hard_bounced", "bounce-soft": "soft_bouncing"}
CLOCKS = timedelta(minutes=1)  # how far two clocks may differ before one is later
UNTOUCHED = timedelta(seconds=30)  # kept, but no worker has read it
INVITES = "events"  # the feature whose rows the tokens in our calendar UIDs name
IN_WORDS = "inbox.answer"  # the letter with a manager's own words
IN_DIGEST = 10  # conversations told of in the morning mail
SEVEN, SATURDAY = 7, 5
DESK = "desk"  # the purpose of a token by which one of the team answers from their own mail
STAFF_BITS = 20  # of such a token's number; the rest names the mail they were told of
ATTEMPTS = 3  # a mail that kills its reader so often is left to a person

# Signed tokens, nearly all of which begin with two a (their row is low); and how a slot is written.
KEYS = re.compile(
    r"(?i)(?<![a-z2-7])(?:aa[a-z2-7]{24}|(?=[a-z]{0,25}[2-7])[a-z2-7]{26})(?![a-z2-7])"
    r"|pdslot-[a-z0-9-]{1,60}-x"
)
ANSWERED = re.compile(r"(?i)^(?:(?:re|sv|vs|aw|antw|fwd?|doorst)\s?:\s*)+")
TOKEN = re.compile(r"(?<![a-z2-7])[a-z2-7]{26}(?![a-z2-7])")


@dataclass(frozen=True)
class Answer:
    """A clear answer to one message, by button or in words, and what proves it."""

    say: Say
    how: Literal["link", "reply", "admin"]
    evidence: str  # the Message-ID of the reply, "button", or the name of the staff member
    guests: int = 0
    reference: str | None = None  # Message-ID that our receipt replies to
    silent: bool = False  # do it, but send no receipt: a machine asked (RFC 3834, R-4)
    sequence: int | None = None  # of the calendar entry it answers (RFC 5546 § 2.1.5)
    until: datetime | None = None  # when a pause ends


@dataclass(frozen=True)
class Stranger:
    """Somebody who answers a letter that was sent on to them."""

    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Outcome:
    """What was done, in a sentence for the page; `changed` False when it was so already."""

    sentence: str | LazyString
    changed: bool = True


@dataclass(frozen=True)
class Question:
    """What the answer page asks: shown on GET, acted on by POST."""

    title: str
    sentence: str | LazyString
    yes: str | LazyString | None  # the label of the button; None when yes makes no sense now
    no: str | LazyString | None
    facts: tuple[tuple[str | LazyString, str], ...] = ()


def is_morning(now: datetime, zone: str) -> bool:
    """The hour after seven on a weekday, on the clocks of that zone."""
    here = now.astimezone(ZoneInfo(zone))
    return here.hour == SEVEN and here.weekday() < SATURDAY


def desk_number(inbound_id: int, staff_id: int) -> int:
    return inbound_id << STAFF_BITS | staff_id


def desk_parts(number: int) -> tuple[int, int]:
    """The mail and the colleague."""
    return number >> STAFF_BITS, number & (1 << STAFF_BITS) - 1


def answer_to(inbound_id: int) -> str:
    """How the name begins under which an answer in words leaves once only."""
    return f"answer:{inbound_id}:"


def token_in(address: str) -> str:
    """What stands between + and @."""
    return address.rpartition("@")[0].partition("+")[2].lower()


def tokens_in(uid: str) -> list[str]:
    """Whatever in a calendar UID may be a token of ours; calendars may change its case."""
    return TOKEN.findall(uid.lower())


def shared_address(box: str, slug: str, domain: str) -> str:
    """One address for all of a community, such as talk+havnevik@."""
    return f"{box}+{slug}@{domain}"


def slug_in(recipient: str, box: str, domain: str) -> str:
    """The community such an address names; empty when it is none of this box."""
    local, _, there = recipient.strip().lower().rpartition("@")
    own, plus, slug = local.partition("+")
    return slug if own == box and plus and there.rstrip(".") == domain else ""


def unanswered(subject: str) -> str:
    """A subject on one line, without its Re:, Sv: and Antw:."""
    return ANSWERED.sub("", " ".join(subject.split()))


def redacted(text: str) -> str:
    """Before others read it: without the keys that a quoted letter of ours gave to its reader."""
    return KEYS.sub("…", text)


def storable(text: str) -> str:
    """Without what a database cannot hold: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
