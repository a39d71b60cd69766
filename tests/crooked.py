"""A mail server that does at each stage what a test tells it to, and writes down what it was told.

    with crooked(Manner({"rcpt": [usual, closes("421 4.3.2 going down")]}), Manner()) as server:
        ...  # the first connection goes wrong at its second recipient, all later ones go well
        assert [taken.message_id for taken in server.taken] == ["<a@b.example>"]

Stages: greeting, ehlo, helo, starttls, handshake, auth, mail, rcpt, data, body (before the letter
or a chunk is read), bdat (a chunk that is not the last), dot (the letter is whole), rset, noop,
quit, other. Acts are in tests/tricks.py; of several for one stage each has its turn, and the last
stays.
"""

import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.logins import login
from tests.processes import wait_until
from tests.talk import STEP, Gone, Talk
from tests.tls import Certificate
from tests.tricks import Act, usual

LIMIT = 10_485_760
OFFERS = (
    *("PIPELINING", "8BITMIME", "SMTPUTF8", f"SIZE {LIMIT}", "CHUNKING", "DSN"),
    "ENHANCEDSTATUSCODES",
)
IN_GROUPS = (b"MAIL", b"RCPT", b"RSET", b"BDAT")  # what may be followed unasked (RFC 2920 § 3.1)


@dataclass(frozen=True)
class Manner:
    """How the server behaves in one connection. Accounts are names with passwords or tokens."""

    acts: Mapping[str, Act | Sequence[Act]] = field(default_factory=dict)
    offers: tuple[str, ...] = OFFERS
    certificate: Certificate | None = None  # offers STARTTLS with it
    wrapped: bool = False  # TLS from the first byte instead
    accounts: Mapping[str, str] = field(default_factory=dict)  # takes letters from these only


@dataclass
class Taken:
    """A letter that came in whole. `codes` are our replies: none when we hung up instead."""

    sender: str
    recipients: list[str]
    content: bytes
    codes: list[int] = field(default_factory=list)
    settled: bool = False  # all was said about it that will be

    @property
    def message_id(self) -> str:
        found = re.search(rb"^Message-ID:\s*(\S+)", self.content, re.IGNORECASE | re.MULTILINE)
        return found[1].decode() if found else ""


@dataclass
class Seen:
    """One connection: its commands in order, and the letters that came in whole."""

    commands: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    hasty: list[str] = field(default_factory=list)  # followed by more when nothing might follow
    said: list[bytes] = field(default_factory=list)
    secure: bool = False
    login: str = ""
    ended: bool = False


class Crooked:
    def __init__(self, manners: Sequence[Manner], lmtp: bool) -> None:
        self.manners, self.lmtp = manners or [Manner()], lmtp
        self.seen: list[Seen] = []
        self.over = threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.door.settimeout(STEP)
        self.port: int = self.door.getsockname()[1]
        self.threads = [threading.Thread(target=self.welcome)]
        self.threads[0].start()

    @property
    def taken(self) -> list[Taken]:
        """As of now: a client may know our reply to the last one before it is written down here."""
        return [taken for seen in self.seen for taken in seen.taken]

    def wait_for(self, letters: int) -> list[Taken]:
        """So many came, and were answered or hung up on."""
        wait_until(lambda: sum(t.settled for t in self.taken) >= letters, f"{letters} letters")
        return self.taken

    def wait_for_end(self, connections: int = 1) -> list[Seen]:
        """So many connections came and are over."""
        wait_until(
            lambda: sum(seen.ended for seen in self.seen) >= connections,
            f"the end of {connections} connections",
        )
        return self.seen

    def welcome(self) -> None:
        while not self.over.is_set():
            with suppress(TimeoutError):
                connection, _ = self.door.accept()
                manner = self.manners[min(len(self.seen), len(self.manners) - 1)]
                seen = Seen()
                self.seen.append(seen)
                visit = Visit(Talk(connection, self.over), manner, seen, self.lmtp)
                self.threads.append(threading.Thread(target=visit.serve))
                self.threads[-1].start()

    def close(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
        self.door.close()


@contextmanager
def crooked(*manners: Manner, lmtp: bool = False) -> Iterator[Crooked]:
    """One manner for each connection; the last also for all that follow."""
    server = Crooked(manners, lmtp)
    try:
        yield server
    finally:
        server.close()


class Visit:
    """One connection, served by the book except where the manner says otherwise."""

    def __init__(self, talk: Talk, manner: Manner, seen: Seen, lmtp: bool) -> None:
        self.talk, self.manner, self.seen, self.lmtp = talk, manner, seen, lmtp
        self.turns: Counter[str] = Counter()
        seen.said = talk.said
        self.forget()

    def forget(self) -> None:
        self.sender: str | None = None
        self.recipients: list[str] = []
        self.chunks = b""

    def serve(self) -> None:
        with suppress(Gone):
            if self.manner.wrapped:
                self.shake_hands()
            self.step("greeting", "220 crooked.example ESMTP")
            while True:
                self.answer(self.read())
        self.talk.close()
        self.seen.ended = True

    def read(self) -> bytes:
        line = self.talk.line()
        self.seen.commands.append(line.decode("utf-8", "replace"))
        return line

    def step(self, stage: str, *reply: str) -> int:
        """The reply a good server gives, or what the manner has for this stage."""
        lines = [f"{line[:3]}-{line[4:]}" for line in reply[:-1]] + list(reply[-1:])
        return self.act(stage)(self.talk, "".join(f"{line}\r\n" for line in lines).encode())

    def act(self, stage: str) -> Act:
        acts = self.manner.acts.get(stage, usual)
        if callable(acts):
            return acts
        self.turns[stage] += 1
        return acts[min(self.turns[stage], len(acts)) - 1]

    def answer(self, line: bytes) -> None:
        verb, _, rest = line.partition(b" ")
        verb = verb.upper()
        pipelines = "PIPELINING" in self.manner.offers and verb in IN_GROUPS
        if self.talk.buffer and not pipelines and verb != b"BDAT":
            self.seen.hasty.append(line.decode("utf-8", "replace"))
        answers: dict[bytes, Callable[[str], object]] = {
            b"LHLO" if self.lmtp else b"EHLO": self.ehlo,
            b"HELO": lambda _: self.step("helo", "250 crooked.example"),
            b"STARTTLS": self.starttls,
            b"AUTH": self.auth,
            b"MAIL": self.mail,
            b"RCPT": self.rcpt,
            b"DATA": self.data,
            b"BDAT": self.bdat,
            b"RSET": self.rset,
            b"NOOP": lambda _: self.step("noop", "250 2.0.0 here"),
            b"QUIT": self.quit,
        }
        other = answers.get(verb, lambda _: self.step("other", "500 5.5.2 what?"))
        other(rest.decode("utf-8", "replace"))

    def ehlo(self, _: str) -> None:
        offers = list(self.manner.offers)
        if self.manner.certificate and not self.talk.is_secure:
            offers.append("STARTTLS")
        if self.manner.accounts:
            offers.append("AUTH PLAIN LOGIN XOAUTH2")
        self.forget()
        self.step("ehlo", "250 crooked.example", *(f"250 {offer}" for offer in offers))

    def starttls(self, _: str) -> None:
        if self.manner.certificate is None or self.talk.is_secure:
            self.step("other", "502 5.5.1 no")
        elif self.step("starttls", "220 2.0.0 go ahead") == 220:
            self.shake_hands()
            self.forget()

    def shake_hands(self) -> None:
        assert self.manner.certificate is not None
        if "handshake" in self.manner.acts:
            self.talk.more()  # before its hello, a client may take words for the end of the last
            self.step("handshake", "")
            raise Gone
        self.talk.secure(self.manner.certificate)
        self.seen.secure = True

    def auth(self, said: str) -> None:
        name, secret = login(said, self.talk.say, self.read)
        known = bool(name) and self.manner.accounts.get(name) == secret
        if said.upper().startswith("XOAUTH2") and not known:
            self.talk.say(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
            self.read()
        reply = "235 2.7.0 welcome" if known else "535 5.7.8 wrong name or password"
        if self.step("auth", reply) == 235:
            self.seen.login = name

    def mail(self, said: str) -> None:
        size = re.search(r" SIZE=(\d+)", said, re.IGNORECASE)
        if self.manner.accounts and not self.seen.login:
            reply = "530 5.7.0 log in first"
        elif size and int(size[1]) > self.limit:
            reply = "552 5.3.4 too large"
        else:
            reply = "250 2.1.0 go on"
        if self.step("mail", reply) == 250:
            self.forget()
            self.sender = address(said)

    @property
    def limit(self) -> int:
        sizes = [offer[5:] for offer in self.manner.offers if offer.startswith("SIZE ")]
        return int(sizes[0]) if sizes else LIMIT

    def rcpt(self, said: str) -> None:
        reply = "503 5.5.1 MAIL first" if self.sender is None else "250 2.1.5 go on"
        if self.step("rcpt", reply) in (250, 251):
            self.recipients.append(address(said))

    def data(self, _: str) -> None:
        reply = "354 go on" if self.recipients else "554 5.5.1 no valid recipients"
        if self.step("data", reply) == 354:
            self.before_body()
            # The first line may be the dot, so it needs a line end before it to be found.
            self.talk.buffer = b"\r\n" + self.talk.buffer
            content = self.talk.until(b"\r\n.\r\n") + b"\r\n"
            self.whole(content.replace(b"\r\n..", b"\r\n.")[2:])

    def before_body(self) -> None:
        if "body" in self.manner.acts:
            self.step("body", "")

    def bdat(self, said: str) -> None:
        size, _, last = said.partition(" ")
        self.before_body()
        self.chunks += self.talk.exactly(int(size))
        if not self.recipients:
            self.step("bdat", "554 5.5.1 no valid recipients")
        elif last.upper() == "LAST":
            self.whole(self.chunks)
        else:
            self.step("bdat", f"250 2.0.0 {size} bytes")

    def whole(self, content: bytes) -> None:
        taken = Taken(self.sender or "", self.recipients, content)
        self.seen.taken.append(taken)
        reply = "552 5.3.4 too large" if len(content) > self.limit else "250 2.0.0 kept"
        try:
            for _ in self.recipients if self.lmtp else [""]:
                taken.codes.append(self.step("dot", reply))
        finally:
            taken.settled = True
        self.forget()

    def rset(self, _: str) -> None:
        self.forget()
        self.step("rset", "250 2.0.0 forgotten")

    def quit(self, _: str) -> None:
        self.step("quit", "221 2.0.0 bye")
        raise Gone


def address(said: str) -> str:
    found = re.search(r"<([^>]*)>", said)
    return found[1] if found else said
