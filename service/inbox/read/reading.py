"""What one inbound mail turned out to be, as plain frozen values."""

from dataclasses import dataclass, field
from typing import Literal

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
Answer = Literal["yes", "no", "maybe", "stop", "pause"]


@dataclass(frozen=True, slots=True)
class Intent:
    answer: Answer | None = None
    question: bool = False
    guests: int = 0
    certain: bool = False
    contradictory: bool = False


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
    may_answer: bool = False
    damage: str | None = None
