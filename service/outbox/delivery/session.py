"""Sends mails in one conversation, as pure code: no socket and no clock.

Follows RFC 5321, 2920 (PIPELINING), 3030 (CHUNKING), 6531 (SMTPUTF8), 1870 (SIZE), 3461 (DSN).
With PIPELINING the content of one message and the envelope of the next leave together: one round
trip a message.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from service.outbox.delivery.conversation import Conversation, Handler, Manner

UNSAFE = re.compile(rb"[\x00-\x20<>\x7f]")
XTEXT = re.compile(rb"[^!-*,-<>-~]")
UNITEXT = re.compile(rb"[+=\\]")
LIMIT = re.compile(r"[0-9]{1,18}")


class Mail:
    """One message to one recipient: its envelope; the content is asked for when it may be sent."""

    __slots__ = ("end", "recipient", "sender", "size", "utf8")

    def __init__(self, sender: bytes, recipient: bytes, size: int) -> None:
        self.sender, self.recipient, self.size = sender, recipient, size
        self.utf8 = not (recipient.isascii() and sender.isascii())
        self.end = 0  # where its last octet stands in all that was written


class Source(Protocol):
    """Where the mails of a conversation come from, and who hears how they fared."""

    def take(self) -> Mail | None:
        """The next mail; None when there is none right now."""
        ...

    def content(self, mail: Mail) -> Sequence[bytes]:
        """In pieces: CRLF line ends, the last line ended, no line beginning with a dot.

        It is sent now.
        """
        ...

    def answered(self, mail: Mail, code: int, words: bytes) -> None:
        """The server's last word on it."""
        ...


class Session(Conversation):
    """When `idle`, the source had nothing: `go` asks it once more."""

    def __init__(self, manner: Manner, source: Source) -> None:
        super().__init__(manner)
        self.source = source
        self.idle = self.ready = self.pipelining = False
        self.refused: tuple[int, bytes] | None = None
        self.torn = False  # a transaction was left open: RSET before the next
        self.window = self.under_way = self.largest = 0

    def begin(self) -> None:
        self.ready = True
        both = "CHUNKING" in self.offers and "PIPELINING" in self.offers
        self.window = self.manner.window if both else 0
        self.pipelining = "PIPELINING" in self.offers
        limit = LIMIT.fullmatch(self.offers.get("SIZE", ""))
        self.largest = int(limit[0]) if limit else 0
        self.go()

    def go(self) -> None:
        """Begin as many messages as may be under way."""
        self.idle = False
        if self.window:
            while self.under_way < self.window and self.open_chunk():
                pass
        else:
            self.open_data()

    def abandon(self, flushed: int) -> list[tuple[Mail, bool]]:
        """Each mail without an answer, and if its last octet had left when the talk ended."""
        self.hear_no()
        doubts = {}
        for stage, _, mail in self.expected:
            if mail is not None:
                sent = stage in ("dot", "bdat") and mail.end <= flushed
                doubts[id(mail)] = (mail, sent)
        self.expected.clear()
        return list(doubts.values())

    def hear_no(self) -> None:
        """A server that hangs up after its no has still said no."""
        stage, _, mail = self.expected[0] if self.expected else ("", ignored, None)
        if self.refused and mail is not None and stage in ("rcpt", "data", "bdat"):
            while self.expected and self.expected[0][2] is mail:
                self.expected.popleft()
            self.source.answered(mail, *self.refused)

    # The envelope

    def next(self) -> Mail | None:
        """The next mail that this server can carry at all."""
        while not self.closing and (mail := self.source.take()):
            obstacle = self.obstacle(mail)
            if obstacle is None:
                return mail
            self.source.answered(mail, *obstacle)
        self.idle = True
        return None

    def obstacle(self, mail: Mail) -> tuple[int, bytes] | None:
        if (
            UNSAFE.search(mail.recipient)
            or UNSAFE.search(mail.sender)
            or b"@" not in mail.recipient
        ):
            return 553, b"5.1.3 The address has characters that no mail server takes"
        if mail.utf8 and "SMTPUTF8" not in self.offers:
            return 553, b"5.6.7 The mail server takes only addresses in plain letters"
        if self.largest and mail.size > self.largest:
            return 552, b"5.3.4 The letter has %d octets, the mail server takes %d" % (
                mail.size,
                self.largest,
            )
        return None

    def envelope(self, mail: Mail) -> tuple[bytes, bytes]:
        """MAIL and RCPT with the parameters that this server offers."""
        size = b" SIZE=%d" % mail.size if "SIZE" in self.offers else b""
        utf8 = b" SMTPUTF8" if mail.utf8 else b""
        back = told = b""
        if "DSN" in self.offers:
            back = b" RET=HDRS"
            told = b" NOTIFY=FAILURE ORCPT=" + typed(mail)
        return (
            b"MAIL FROM:<%b>%b%b%b\r\n" % (mail.sender, size, utf8, back),
            b"RCPT TO:<%b>%b\r\n" % (mail.recipient, told),
        )

    def on_mail(self, mail: Mail | None, code: int, words: bytes) -> None:
        self.refused = None if code // 100 == 2 else (code, words)
        if not self.pipelining:
            assert mail is not None
            self.step(mail, self.envelope(mail)[1], "rcpt", self.on_rcpt)

    def on_rcpt(self, mail: Mail | None, code: int, words: bytes) -> None:
        if code // 100 != 2 and self.refused is None:
            self.refused = code, words
        if not self.pipelining:
            assert mail is not None
            self.step(mail, b"DATA\r\n", "data", self.on_data)

    def step(self, mail: Mail, line: bytes, stage: str, handler: Handler) -> None:
        """One command at a time, for a server that knows no PIPELINING."""
        if self.refused is None:
            self.write(line)
            self.await_(stage, handler, mail)
        else:
            self.torn = True
            self.source.answered(mail, *self.refused)
            self.go()

    def reset(self, then: Handler) -> None:
        self.torn = False
        self.say(b"RSET\r\n", "rset", then)

    # The content, by DATA

    def open_data(self) -> None:
        if self.torn and not self.pipelining:
            self.reset(lambda _mail, _code, _words: self.open_data())
            return
        mail = self.next()
        if mail is None:
            return
        if self.torn:
            self.reset(ignored)
        first, second = self.envelope(mail)
        self.write(first + second + b"DATA\r\n" if self.pipelining else first)
        self.await_("mail", self.on_mail, mail)
        if self.pipelining:
            self.await_("rcpt", self.on_rcpt, mail)
            self.await_("data", self.on_data, mail)

    def on_data(self, mail: Mail | None, code: int, words: bytes) -> None:
        assert mail is not None
        if code < 400 and self.refused is None:
            pieces = self.source.content(mail)
            self.out += pieces
            self.written += sum(map(len, pieces))
            self.write(b".\r\n")
            mail.end = self.written
            self.await_("dot", self.on_dot, mail)
            if self.pipelining:
                self.open_data()
            return
        if code < 400:  # it refused sender or recipient, and yet waits for a text (RFC 2920 § 3.1)
            self.say(b".\r\n", "empty", ignored)
        else:
            self.torn = True
        self.source.answered(mail, *(self.refused or (code, words)))
        self.open_data()

    def on_dot(self, mail: Mail | None, code: int, words: bytes) -> None:
        assert mail is not None
        self.source.answered(mail, code, words)
        if not self.pipelining:
            self.open_data()

    # The content, by BDAT

    def open_chunk(self) -> bool:
        """A whole transaction at once. RSET first: one that failed before must not break this."""
        mail = self.next()
        if mail is None:
            return False
        first, second = self.envelope(mail)
        pieces = self.source.content(mail)
        size = sum(map(len, pieces))
        self.write(b"RSET\r\n%b%bBDAT %d LAST\r\n" % (first, second, size))
        self.out += pieces
        self.written += size
        mail.end = self.written
        self.under_way += 1
        self.await_("rset", ignored)
        self.await_("mail", self.on_mail, mail)
        self.await_("rcpt", self.on_rcpt, mail)
        self.await_("bdat", self.on_bdat, mail)
        return True

    def on_bdat(self, mail: Mail | None, code: int, words: bytes) -> None:
        assert mail is not None
        self.under_way -= 1
        self.source.answered(mail, *(self.refused or (code, words)))
        self.go()


def ignored(_mail: Mail | None, _code: int, _words: bytes) -> None:
    """What it says to RSET, or to a text with nobody to take it, changes nothing."""


def typed(mail: Mail) -> bytes:
    """The recipient as a report may name it (RFC 3461 § 4, RFC 6533 § 3)."""
    if mail.utf8:
        return b"utf-8;" + UNITEXT.sub(lambda found: b"\\x{%02X}" % found[0][0], mail.recipient)
    return b"rfc822;" + XTEXT.sub(lambda found: b"+%02X" % found[0][0], mail.recipient)
