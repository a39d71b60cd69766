"""How a conversation with a mail server begins and goes on, as pure code: no socket, no clock.

Follows RFC 5321, 2033 (LMTP), 3207 (STARTTLS) and 4954 (AUTH). `session` sends mail on top of it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from service.outbox.delivery.auth import Refused, opening

LONGEST = 65_536  # octets of one reply
LINES = 500  # of one reply
CLOSING = 421  # the server is about to hang up (RFC 5321 § 3.8)
CODES = {b"%d" % code: code for code in range(200, 600)}
ENDS = (b" ", b"\r", b"")  # what may follow the code
DIGITS = {"data": (3, 4, 5), "auth": (2, 3, 4, 5)}  # the first of the codes that may come then
USUAL = (2, 4, 5)
# How long we wait, in seconds (RFC 5321 § 4.5.3.2): for a connection, until a block of data has
# left, for the reply to a stage, and for any other reply. After QUIT nothing depends on one.
LIMITS = {
    "connect": 60,
    "block": 180,
    "data": 120,
    "dot": 600,
    "bdat": 600,
    "quit": 5,
    "other": 300,
}

Handler = Callable[[Any, int, bytes], None]  # a mail or None, the code, the words


class Broken(Exception):
    """The conversation is over; `final` when trying again would end the same way."""

    def __init__(self, words: str, code: int = 0, final: bool = False) -> None:
        super().__init__(words)
        self.words, self.code, self.final = words, code, final


@dataclass(frozen=True)
class Manner:
    """How we speak to one relay."""

    helo: str
    lmtp: bool = False
    starttls: bool = False
    user: str = ""
    password: str = ""
    auth: str = ""
    secret: bool = True  # nobody listens in, so a password may be said
    window: int = 0  # messages under way at once by BDAT; 0 sends by DATA
    limits: Mapping[str, float] = field(default_factory=lambda: LIMITS)


class Conversation:
    """Feed it what came and write what is in `out`; `begin` is called once we know each other."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.out: list[bytes] = []
        self.written = 0  # octets ever put in `out`
        self.secured = self.wants_tls = self.over = False
        self.closing = False  # the server has said that it is about to hang up
        self.rest = b""
        self.said: list[bytes] = []  # lines of a reply that is not whole yet
        self.offers: dict[str, str] = {}
        self.expected: deque[tuple[str, Handler, Any]] = deque()  # stage, handler, mail
        self.await_("greeting", self.on_greeting)

    def begin(self) -> None:
        """We know each other and may go on."""
        raise NotImplementedError  # Session begins its mails here; alone this class sends none

    # What the driver calls

    def feed(self, data: bytes) -> None:
        """Raises Broken when the server says what nobody can go on from."""
        if 0 in data:  # PostgreSQL keeps no text with one, and their words are to be kept
            data = data.replace(b"\0", b"?")
        if self.rest:
            data = self.rest + data
        lines = data.split(b"\n")
        self.rest = lines.pop()
        if len(self.rest) > LONGEST:
            raise Broken("its reply has no end")
        for line in lines:
            if line[3:4] == b"-":
                self.more(line)
            else:
                self.reply(line)

    def quit(self) -> None:
        if not self.over:
            self.over = True
            self.say(b"QUIT\r\n", "quit", self.on_quit)

    def encrypted(self) -> None:
        """The driver has made the TLS handshake that `wants_tls` asked for."""
        self.wants_tls, self.secured = False, True
        self.offers = {}  # what was said in clear may have been said by anybody (RFC 3207 § 4.2)
        self.hello()

    def patience(self) -> float:
        """Seconds to wait for the reply that is due; a very long time when none is."""
        limits = self.manner.limits
        return limits.get(self.expected[0][0], limits["other"]) if self.expected else 1e9

    def busy(self) -> bool:
        """Whether a mail of ours has not had its answer."""
        return any(mail is not None for _, _, mail in self.expected)

    # Replies

    def more(self, line: bytes) -> None:
        if not self.expected or line[:3] not in CODES:
            raise self.astray(line)
        self.said.append(line[4:].strip())
        if len(self.said) > LINES:
            raise Broken("its reply has no end")

    def reply(self, line: bytes) -> None:
        code = CODES.get(line[:3], 0) if line[3:4] in ENDS else 0
        if not (code and self.expected):
            raise self.astray(line)
        stage, handler, mail = self.expected[0]
        words = line[4:].rstrip()
        if self.said:
            self.said.append(words)
            words = b"\n".join(self.said)
            self.said = []
        if code // 100 not in DIGITS.get(stage, USUAL):
            raise Broken(f"its reply makes no sense here: {code} {text(words)}")
        if code == CLOSING and stage != "quit":
            self.closed(stage, words)
        self.expected.popleft()
        handler(mail, code, words)

    def closed(self, stage: str, words: bytes) -> NoReturn:
        """Its goodbye is its answer to a message that it has had whole, and to no other."""
        self.closing = True
        if stage in ("dot", "bdat"):
            _, handler, mail = self.expected.popleft()
            handler(mail, CLOSING, words)
        raise Broken(text(words), CLOSING)

    def astray(self, line: bytes) -> Broken:
        """Words that nobody waits for, or that are no reply."""
        if self.wants_tls:
            return Broken("it spoke before the encryption began", final=True)
        if line[:3] not in CODES or line[3:4] not in (*ENDS, b"-"):
            return Broken("it does not speak SMTP")
        return Broken(text(line[4:]) or "it spoke out of turn", CODES[line[:3]])

    def await_(self, stage: str, handler: Handler, mail: object = None) -> None:
        self.expected.append((stage, handler, mail))

    def write(self, data: bytes) -> None:
        self.out.append(data)
        self.written += len(data)

    def say(self, line: bytes, stage: str, handler: Handler) -> None:
        self.write(line)
        self.await_(stage, handler)

    # Getting to know each other

    def on_greeting(self, _mail: object, code: int, words: bytes) -> None:
        if code != 220:
            raise Broken(text(words), code, final=code >= 500)
        self.hello()

    def hello(self) -> None:
        verb = "LHLO" if self.manner.lmtp else "EHLO"
        self.say(f"{verb} {self.manner.helo}\r\n".encode("ascii"), "ehlo", self.on_ehlo)

    def on_ehlo(self, _mail: object, code: int, words: bytes) -> None:
        if code == 250:
            lines = text(words, "\n").split("\n")[1:]
            self.offers = {line.split(" ")[0].upper(): line.partition(" ")[2] for line in lines}
            self.introduced()
        elif code >= 500 and not self.manner.lmtp:
            self.say(f"HELO {self.manner.helo}\r\n".encode("ascii"), "helo", self.on_helo)
        else:
            raise Broken(text(words), code, final=code >= 500)

    def on_helo(self, _mail: object, code: int, words: bytes) -> None:
        if code != 250:
            raise Broken(text(words), code, final=code >= 500)
        self.introduced()

    def introduced(self) -> None:
        if self.manner.starttls and not self.secured:
            if "STARTTLS" not in self.offers:
                raise Broken("it offers no encryption (STARTTLS)", final=True)
            self.say(b"STARTTLS\r\n", "starttls", self.on_starttls)
        elif self.manner.user:
            self.authenticate()
        else:
            self.begin()

    def on_starttls(self, _mail: object, code: int, words: bytes) -> None:
        if code != 220:
            raise Broken(text(words), code, final=code >= 500)
        self.wants_tls = True
        if self.rest:
            raise self.astray(self.rest)

    def authenticate(self) -> None:
        if not (self.secured or self.manner.secret):
            raise Broken("a password is not said where others can listen", final=True)
        try:
            first, rest = opening(self.manner, self.offers.get("AUTH", ""))
        except Refused as refused:
            raise Broken(str(refused), final=True) from refused
        self.say(first, "auth", lambda _mail, code, words: self.on_auth(rest, code, words))

    def on_auth(self, rest: tuple[bytes, ...], code: int, words: bytes) -> None:
        if code == 334 and rest:
            line, left = rest[0], rest[1:]
            self.say(line, "auth", lambda _mail, code, words: self.on_auth(left, code, words))
        elif code == 235:
            self.begin()
        else:
            why = f"it does not accept our name and password: {text(words)}"
            raise Broken(why, code, final=code >= 500)

    def on_quit(self, _mail: object, _code: int, _words: bytes) -> None:
        raise Broken("", 221)


def text(words: bytes, gap: str = " ") -> str:
    """A reply's words as we keep them: on one line, whatever bytes they were."""
    lines = words.decode("utf-8", "replace").split("\n")
    return gap.join(" ".join(line.split()) for line in lines)
