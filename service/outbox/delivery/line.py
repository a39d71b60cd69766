"""One connection to a relay: a wire with a session on it, and the relay's own luck so far."""

import socket
import time
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from service.core.relay import Relay
from service.outbox.delivery.conversation import Manner
from service.outbox.delivery.copies import Copy
from service.outbox.delivery.session import Mail, Session, Source
from service.outbox.delivery.wire import READ, WRITE, Wire, addresses

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds until a relay that failed is tried again


class Post:
    """A relay, as this sender has met it."""

    def __init__(self, relay: Relay, helo: str) -> None:
        self.relay = relay
        self.key = f"relay:{relay.name}"
        self.manner = Manner(
            helo=helo,
            lmtp=relay.scheme == "lmtp",
            starttls=relay.starttls
            or bool(relay.user and relay.scheme == "smtp" and not relay.near),
            user=relay.user,
            password=relay.password,
            auth=relay.auth,
            secret=relay.near or relay.scheme == "smtps",
            window=relay.chunking,
        )
        self.limit = relay.connections
        self.lines = 0
        self.carried = 0.0  # messages by weight: the one with least comes first
        self.failures = 0
        self.pause_until = 0.0
        self.words = ""
        self.final = False
        self.places: list[tuple[int, tuple[str, int]]] = []

    @property
    def rests(self) -> bool:
        return time.monotonic() < self.pause_until

    def failed(self, words: str, *, final: bool, lower: bool) -> None:
        """It did not let us in, or threw us out: fewer connections, and a pause that grows."""
        self.words, self.final = words, final
        self.failures += 1
        if lower:
            self.limit = max(1, self.limit // 2)
        wait = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.failures - 1))
        self.pause_until = time.monotonic() + wait

    def works(self) -> None:
        self.failures, self.words, self.final = 0, "", False

    def place(self) -> tuple[int, tuple[str, int]]:
        """Where to connect to; each failure moves on to its next address."""
        if not self.places or self.failures:
            self.places = addresses(self.relay)
        return self.places[self.failures % len(self.places)]


class Call:
    """A wire with a session on it. `ready` and `speak` raise Broken or OSError when it is over."""

    def __init__(self, post: Post, source: Source) -> None:
        self.post = post
        self.session = Session(post.manner, source)
        self.wire = Wire(post.relay, post.place())
        self.heard = time.monotonic()  # when a reply was whole, or something of ours got away
        self.connecting = True
        self.mask = WRITE

    def ready(self, events: int) -> None:
        """Something came, or may go."""
        if self.connecting:
            self.begin()
        if self.wire.shaking:
            self.shake()
            return
        if events & ~WRITE:
            self.read()
        if events & WRITE and self.wire.left:
            self.wire.flush()
            self.heard = time.monotonic()

    def begin(self) -> None:
        self.wire.connected()
        self.connecting = False
        self.heard = time.monotonic()
        self.wire.needs = READ
        if self.post.relay.scheme == "smtps":
            self.session.secured = True
            self.wire.encrypt()

    def shake(self) -> None:
        if self.wire.shake() and self.session.wants_tls:
            self.session.encrypted()

    def read(self) -> None:
        """All that has come: TLS may hold more than the kernel shows."""
        data = self.wire.receive()
        session = self.session
        while data is not None:
            session.feed(data)
            if not (session.rest or session.said):  # half a reply is no sign that it goes on
                self.heard = time.monotonic()
            data = self.wire.receive() if session.secured else None
        if session.window:
            self.wire.quick()
        if session.wants_tls and not self.wire.shaking:
            self.wire.send(self.spoken())
            self.wire.encrypt()
            self.shake()

    def spoken(self) -> bytes:
        out = b"".join(self.session.out)
        self.session.out.clear()
        return out

    def speak(self) -> None:
        if self.session.out and not self.wire.shaking and not self.connecting:
            self.heard = time.monotonic()
            self.wire.send(self.spoken())

    def late(self) -> str:
        """What it has kept us waiting for too long, in words; empty when it has not."""
        silent, limits = time.monotonic() - self.heard, self.post.manner.limits
        if self.connecting or self.wire.shaking:
            return "it does not answer" if silent > limits["connect"] else ""
        if self.wire.left:
            return "it stopped reading" if silent > limits["block"] else ""
        return "its answer did not come in time" if silent > self.session.patience() else ""

    def end(self) -> list[tuple[Mail, bool]]:
        """What has no answer yet, each with whether it left whole."""
        self.wire.close()
        return self.session.abandon(self.wire.flushed)


class House(Protocol):
    """What a line asks of the engine."""

    def take(self, post: Post) -> Copy | None: ...

    def content(self, copy: Copy) -> Sequence[bytes]: ...

    def answered(self, copy: Copy, code: int, words: bytes) -> None: ...


class Line(Call):
    """A source for its own session: it stands between the engine and one relay."""

    def __init__(self, post: Post, house: House) -> None:
        self.house = house
        super().__init__(post, self)

    def take(self) -> Copy | None:
        return self.house.take(self.post)

    def content(self, mail: Mail) -> Sequence[bytes]:
        assert isinstance(mail, Copy)
        return self.house.content(mail)

    def answered(self, mail: Mail, code: int, words: bytes) -> None:
        assert isinstance(mail, Copy)
        if self.post.failures and code < 400:
            self.post.works()
        self.house.answered(mail, code, words)

    def close(self) -> list[tuple[Copy, bool]]:
        """As `end` says."""
        return [(mail, doubt) for mail, doubt in self.end() if isinstance(mail, Copy)]


@cache
def helo() -> str:
    """The name we give: this machine's own, as far as it can be said in SMTP."""
    name = socket.getfqdn()
    return name if name.isascii() and "." in name and "_" not in name else "[127.0.0.1]"
