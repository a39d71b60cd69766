"""What one inbound mail turned out to be, as plain frozen values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

Kind = Literal[
    "bounce-hard",
    "bounce-soft",
    "complaint",
    "autoreply",
    "rsvp-ics",
    "human-reply",
    "unsubscribe",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Answer = Literal["yes", "no", "maybe", "stop", "pause"]
# What else a person may ask for; each goes to a person, whatever else the mail says.
Wish = Literal["data", "erase", "address", "colleague"]


@dataclass(frozen=True, slots=True)
class Intent:
    answer: Answer | None = None
    question: bool = False
    guests: int = 0
    certain: bool = False
    contradictory: bool = False
    names: tuple[str, ...] = ()  # of the guests, as written
    until: date | None = None  # the pause ends then
    wishes: tuple[Wish, ...] = ()
    address: str = ""  # the new one of whoever asks for "address"
    colleague: tuple[str, str] = ("", "")  # name and address of who comes instead
    because: tuple[str, ...] = ()  # the words that decided, as the person wrote them


@dataclass(frozen=True, slots=True)
class Reading:
    kind: Kind = "other"
    box: str = ""
    token: str = ""
    references: tuple[str, ...] = ()
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    message_id: str = ""
    own_words: str = ""
    full_text: str = ""
    intent: Intent = field(default_factory=Intent)
    language: str | None = None
    status: str | None = None
    delayed: bool = False  # not given up: whoever reports it keeps trying
    recipients: tuple[str, ...] = ()
    rsvp: tuple[tuple[str, str], ...] = ()
    uid: str | None = None
    sequence: int = 0
    stamp: str = ""
    method: str = ""  # of a calendar answer: REPLY, COUNTER or REFRESH (RFC 5546)
    delegates: tuple[str, ...] = ()  # the addresses it was passed on to
    proposed: str = ""  # the start that a COUNTER proposes, as it stands there (RFC 5545 § 3.3.5)
    away_until: date | None = None  # what an automatic reply says of the return
    attachments: int = 0
    sent_at: datetime | None = None  # its own Date header, when it can be read

    @property
    def written(self) -> date | None:
        """The day it was written, where it was written."""
        return self.sent_at.date() if self.sent_at else None

    may_answer: bool = False
    damage: str | None = None
