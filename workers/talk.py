"""One conversation with a mail server: lines of any length, a size, a limit of time and of company.

The mail is read here and not in aiosmtpd, whose way costs a hundred octets for each short line and
gives up on a long one.
"""

import re
from asyncio import LimitOverrunError, Transport
from contextlib import suppress
from typing import Any, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from service.inbox.intake import SIZE

PIECE = 64 * 1024  # octets read at a time
ROOM = 512 * 1024 * 1024  # for all mails that are being read
PATIENCE = 300  # seconds without a word (RFC 5321 § 4.5.3.2.7)
TALKS, TALKS_EACH = 100, 10  # at once; from one far machine
END = b"\r\n.\r\n"
TOO_LARGE = "552 5.3.4 The mail is larger than 40 MB"
NO_ROOM = "452 4.3.1 Too much at once. Please try again in a few minutes"
CROWDED = "421 4.7.0 Too many connections. Please try again in a few minutes"
IDLE = "421 4.4.2 Nothing was said for five minutes"
CLOSING = "421 4.3.2 The door closes. Please try again in a few minutes"
# <address> or a bare one, and what follows. A source route is passed over (RFC 5321 appendix C).
PATH = re.compile(
    r"\s*(?:<(?:@[^:>]*:)?(?P<path>(?:\"(?:[^\"\\]|\\.)*\"|[^\"<>\s])*)>|(?P<bare>[^<>\s]+))(.*)",
    re.DOTALL,
)


class Shared(Protocol):
    """What the conversations at one door know of each other."""

    talks: "set[Patient]"
    closing: bool

    def far(self, session: Session) -> str: ...


class Patient(SMTP):
    """SMTP as aiosmtpd speaks it, but for the mail itself."""

    line_length_limit = PIECE
    event_handler: Shared
    session: Session
    envelope: Envelope
    transport: Transport
    busy = False  # between the DATA and our answer to it
    size = 0  # octets of the mail that is being taken

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.event_handler.talks.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.talks.discard(self)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if self.event_handler.closing or self.crowded():
            self.dismiss(CLOSING if self.event_handler.closing else CROWDED)
        else:
            await super()._handle_client()

    def crowded(self) -> bool:
        shared = self.event_handler
        far = shared.far(self.session)
        same = [each for each in shared.talks if far and shared.far(each.session) == far]
        return len(shared.talks) > TALKS or len(same) > TALKS_EACH

    def dismiss(self, words: str = CLOSING) -> None:
        # A transport of TLS that has been closed twice no longer knows its own protocol.
        with suppress(AttributeError):
            self.transport.write(words.encode() + b"\r\n")
            self.transport.close()

    def _timeout_cb(self) -> None:
        self.dismiss(IDLE)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        found = PATH.fullmatch(arg)
        if found is None:
            return None, None
        return found["bare"] or found["path"] or "<>", found[3]

    async def push(self, status: Any) -> None:
        if isinstance(status, str) and status.startswith("552 Error: message size"):
            status = TOO_LARGE
        await super().push(status)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  # aiosmtpd's name for it
        if await self.check_helo_needed():
            return
        if arg or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 5.5.1 Error: need RCPT command")
            return
        # The dot that ends a mail stands between two line ends, also in a mail with no line.
        self._reader._buffer[:0] = b"\r\n"  # type: ignore[attr-defined]  # StreamReader has no other way back
        self.busy = True
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            status = await self.taken()
            self.envelope = self._create_envelope()
            await self.push(status)
        finally:
            self.busy, self.size = False, 0
        if self.event_handler.closing:
            self.dismiss()

    async def taken(self) -> str:
        """The answer to the mail that follows."""
        content = await self.content()
        if isinstance(content, str):
            return self.for_each(content)
        self.envelope.content = self.envelope.original_content = content
        return str(await self._call_handler_hook("DATA"))

    async def content(self) -> bytes | str:
        """The mail; or, when all of it has gone by, why it is refused."""
        found, refused, ended = bytearray(), "", False
        while not ended:
            piece, ended = await self.piece()
            if refused:
                continue
            found += piece
            self.size = len(found)
            refused = self.too_much()
            if refused:
                self.size = 0
                found.clear()
        return refused or bytes(found[:-3].replace(b"\r\n.", b"\r\n")[2:])  # RFC 5321 § 4.5.2

    async def piece(self) -> tuple[bytes, bool]:
        """What has come of the mail, and whether that is its end."""
        self._reset_timeout()
        try:
            return await self._reader.readuntil(END), True
        except LimitOverrunError as error:
            return await self._reader.readexactly(error.consumed), False

    def too_much(self) -> str:
        if self.size > SIZE + len(END):
            return TOO_LARGE
        held = sum(each.size for each in self.event_handler.talks)
        return NO_ROOM if held > ROOM else ""

    def for_each(self, reply: str) -> str:
        """LMTP answers once for each recipient (RFC 2033 § 4.2)."""
        many = len(self.envelope.rcpt_tos) if isinstance(self, LMTP) else 1
        return "\r\n".join([reply] * many)


class PatientLmtp(Patient, LMTP):
    """The same after LHLO."""
