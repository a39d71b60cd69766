"""Hand one letter over to a mail server, and bring back its answer in its own words."""

import logging
import re
import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import current_app

from service.core.relay import Relay, parse
from service.outbox.compose import Envelope
from service.outbox.delivery.conversation import LIMITS, Broken, text
from service.outbox.delivery.line import Call, Post, helo
from service.outbox.delivery.session import Mail
from service.outbox.delivery.wire import reason

ALTOGETHER = 150.0  # seconds for one letter: less than RQ gives a job, less than a claim lasts
WELCOME = 30.0  # seconds that one of several relays may take to let us in
GOODBYE = 2.0
LOOK = 1.0  # seconds between two looks at the clock
LINE_END = re.compile(rb"\r?\n|\r")
DOT = re.compile(rb"^\.", re.MULTILINE)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """The server's reply code and words; code 0 when it never answered.

    `doubt`: the letter had left whole by then, so it may have been taken.
    """

    code: int
    words: str
    doubt: bool = False

    @property
    def taken(self) -> bool:
        return 200 <= self.code < 300


def relays() -> list[Relay]:
    """Those of the settings."""
    return [parse(url) for url in current_app.config["RELAYS"]]


def hand_over(to: Sequence[Relay], envelope: Envelope, altogether: float = ALTOGETHER) -> Result:
    """By the first relay that answers, those with more weight first. Never raises."""
    until = time.monotonic() + altogether
    silent = []
    for relay in sorted(to, key=lambda each: -each.weight):
        result = attempt(relay, Letter(envelope), until)
        if result.code or result.doubt:
            return result
        log.warning("a relay does not take letters: %s: %s", relay.name, result.words)
        silent.append(f"{relay.name}: {result.words}")
    return Result(0, "; ".join(silent))


def greet(relay: Relay) -> str:
    """Get as far as the first letter, and leave: empty when all is well, else what is not."""
    return attempt(relay, Nothing(), time.monotonic() + WELCOME).words


class Nothing:
    """A source without mail."""

    result: Result | None = None

    def take(self) -> Mail | None:
        return None

    def content(self, _mail: Mail) -> Sequence[bytes]:
        raise NotImplementedError  # a session asks only for mails that it was given: none here

    def answered(self, _mail: Mail, _code: int, _words: bytes) -> None:
        raise NotImplementedError  # for the same reason


class Letter(Nothing):
    """A source of one mail, which goes by DATA."""

    def __init__(self, envelope: Envelope) -> None:
        sender, recipient = envelope.sender.encode(), envelope.recipient.encode()
        self.raw = LINE_END.sub(b"\r\n", envelope.content)
        if not self.raw.endswith(b"\r\n"):
            self.raw += b"\r\n"
        self.waiting: Mail | None = Mail(sender, recipient, len(self.raw))

    def take(self) -> Mail | None:
        mail, self.waiting = self.waiting, None
        return mail

    def content(self, _mail: Mail) -> Sequence[bytes]:
        """With every dot doubled that begins a line (RFC 5321 § 4.5.2)."""
        return [DOT.sub(b"..", self.raw)]

    def answered(self, _mail: Mail, code: int, words: bytes) -> None:
        self.result = Result(code, text(words))


def attempt(relay: Relay, source: Nothing, until: float) -> Result:
    """What this relay says to it; code 0 and no words when there was nothing to say."""
    try:
        call = Call(patient(relay), source)
    except (Broken, OSError) as error:
        return Result(0, reason(error))
    words = ""
    try:
        drive(call, lambda: call.session.ready, min(until, time.monotonic() + WELCOME))
        drive(call, lambda: call.session.idle and not call.session.busy(), until)
        part(call)
    except (Broken, OSError) as error:
        words = reason(error)
    doubt = any(doubt for _, doubt in call.end())
    return source.result or Result(0, words, doubt)


def patient(relay: Relay) -> Post:
    """In the usual manner, but whole by DATA, and connecting within the time for a welcome."""
    post = Post(relay, helo())
    post.manner = replace(post.manner, window=0, limits={**LIMITS, "connect": WELCOME})
    return post


def drive(call: Call, there: Callable[[], bool], until: float, look: float = LOOK) -> None:
    """Let them talk until we are there; Broken or OSError when that will not happen."""
    poll = select.poll()
    while not there():
        call.speak()
        left = until - time.monotonic()
        if left <= 0:
            raise Broken("its answer did not come in time")
        if late := call.late():
            raise Broken(late)
        poll.register(call.wire.fileno(), call.wire.needs)
        for _, events in poll.poll(min(left, look) * 1000):
            call.ready(events)


def part(call: Call) -> None:
    """Say goodbye, and wait a moment for theirs: its answer ends the talk."""
    call.session.quit()
    drive(call, lambda: False, time.monotonic() + GOODBYE)
