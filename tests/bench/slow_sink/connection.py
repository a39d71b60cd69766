"""One client of the sink: what it says, what it is answered, and when."""

import asyncio
import re
import socket
import struct
from collections import deque
from collections.abc import Callable

from tests.bench.slow_sink.totals import Totals

DOT = b"\r\n.\r\n"
SIZE = re.compile(r" SIZE=(\d+)", re.IGNORECASE)
ADDRESS = re.compile(r"<([^>]*)>")
BDAT = re.compile(r"BDAT (\d+)( LAST)?\s*", re.IGNORECASE)


class Connection(asyncio.Protocol):
    def __init__(self, totals: Totals) -> None:
        self.totals = totals
        self.asked = totals.asked
        self.input = bytearray()
        self.read: Callable[[], bool] = self.read_command
        self.late: deque[tuple[list[str], str]] = deque()
        self.answers: list[str] = []
        self.ending = ""  # "close" or "reset": nothing more is read after it
        self.in_mail = self.reset_in_content = False
        self.recipients: list[str] = []
        self.content = bytearray()
        self.seen = self.chunk_left = 0
        self.chunk_last = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.answer("220 sink ESMTP")
        self.hand_over()

    def data_received(self, data: bytes) -> None:
        if self.ending:
            return
        self.input += data
        while self.understood():
            pass
        self.hand_over()

    # Replies, and the end of a connection

    def answer(self, line: str) -> None:
        self.answers.append(line + "\r\n")

    def hand_over(self) -> None:
        """With the same lateness for all, who was answered first is due first."""
        if not self.answers and not self.ending:
            return
        self.late.append((self.answers, self.ending))
        self.answers = []
        if self.asked.L:
            asyncio.get_running_loop().call_later(self.asked.L / 1000, self.release)
        else:
            self.release()

    def release(self) -> None:
        lines, ending = self.late.popleft()
        if self.transport.is_closing():
            return
        self.transport.write("".join(lines).encode())
        if ending == "reset":
            at_once = struct.pack("ii", 1, 0)
            raw = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            self.transport.abort()
        elif ending:
            self.transport.close()

    # Reading: false when more must come

    def understood(self) -> bool:
        return bool(self.input) and not self.ending and self.read()

    def read_command(self) -> bool:
        line, newline, rest = self.input.partition(b"\n")
        if newline:
            self.input = rest
            self.obey(line.decode(errors="replace").rstrip("\r"))
        return bool(newline)

    def read_data(self) -> bool:
        if self.reset_in_content:
            self.ending = "reset"
            return False
        # The line end of DATA itself stands before a message without a line.
        end = 0 if self.input.startswith(DOT[2:]) else self.input.find(DOT, self.seen) + 2
        if end == 1:
            self.seen = max(0, len(self.input) - len(DOT))
            return False
        wire = bytes(self.input[:end])
        del self.input[: end + len(DOT) - 2]
        self.end_message(wire, re.sub(rb"^\.", b"", wire, flags=re.MULTILINE))
        return True

    def read_chunk(self) -> bool:
        if self.reset_in_content:
            self.ending = "reset"
            return False
        if len(self.input) < self.chunk_left:
            return False
        self.content += self.input[: self.chunk_left]
        del self.input[: self.chunk_left]
        self.end_chunk()
        return True

    # Commands

    def obey(self, line: str) -> None:
        commands = {
            "EHLO": self.ehlo,
            "HELO": self.rset,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "BDAT": self.bdat,
            "RSET": self.rset,
            "NOOP": self.noop,
            "QUIT": self.quit,
        }
        obeyed = commands.get(line[:4].upper())
        if obeyed:
            obeyed(line)
        else:
            self.answer("500 5.5.2 Not understood")

    def ehlo(self, line: str) -> None:
        self.end_transaction()
        self.answers += ["250-sink\r\n", "250-PIPELINING\r\n", "250-8BITMIME\r\n"]
        self.answer(f"250-SIZE {self.asked.S}")
        if self.asked.c:
            self.answer("250-CHUNKING")
        self.answer("250 ENHANCEDSTATUSCODES")

    def mail(self, line: str) -> None:
        size = SIZE.search(line)
        if self.in_mail:
            self.answer("503 5.5.1 MAIL within a transaction")
        elif size and int(size[1]) > self.asked.S:
            self.answer("552 5.3.4 Too big")
        else:
            self.in_mail = True
            self.answer("250 2.1.0 Ok")

    def rcpt(self, line: str) -> None:
        address = ADDRESS.search(line)
        if not self.in_mail:
            self.answer("503 5.5.1 MAIL comes first")
        elif not address:
            self.answer("501 5.1.3 No address")
        elif self.totals.happens("x"):
            self.answer("550 5.1.1 No such person")
        elif self.totals.happens("g"):
            self.answer("451 4.7.1 Greylisted")
        else:
            self.recipients.append(address[1])
            self.answer("250 2.1.5 Ok")

    def data(self, line: str) -> None:
        if not self.in_mail:
            self.answer("503 5.5.1 MAIL comes first")
        elif not self.recipients:
            self.answer("554 5.5.1 No valid recipients")
        else:
            self.reset_in_content = self.totals.happens("d")
            self.seen = 0
            self.read = self.read_data
            self.answer("354 Go on")

    def bdat(self, line: str) -> None:
        found = BDAT.fullmatch(line)
        if not (self.asked.c and found):
            self.answer("501 5.5.4 BDAT not understood")
            return
        if self.recipients and not self.content:
            self.reset_in_content = self.totals.happens("d")
        self.chunk_left, self.chunk_last = int(found[1]), bool(found[2])
        self.read = self.read_chunk
        if not self.chunk_left:
            self.end_chunk()

    def rset(self, line: str) -> None:
        self.end_transaction()
        self.answer("250 2.0.0 Ok")

    def noop(self, line: str) -> None:
        self.answer("250 2.0.0 Ok")

    def quit(self, line: str) -> None:
        self.answer("221 2.0.0 Bye")
        self.ending = "close"

    # A message

    def end_chunk(self) -> None:
        self.read = self.read_command
        if not self.recipients:
            self.content.clear()
            self.answer("554 5.5.1 No valid recipients")
            if self.chunk_last:
                self.end_transaction()
        elif self.chunk_last:
            self.end_message(bytes(self.content), bytes(self.content))
        else:
            self.answer("250 2.0.0 Ok, and further")

    def end_message(self, wire: bytes, message: bytes) -> None:
        if len(wire) > self.asked.S:
            self.answer("552 5.3.4 Too big")
        elif self.totals.happens("t"):
            self.answer("451 4.3.0 Try later")
        else:
            self.totals.take(self.recipients, wire, message)
            if self.totals.happens("D"):
                self.ending = "reset"
            else:
                self.answer("250 2.0.0 Ok, thrown away")
        self.end_transaction()

    def end_transaction(self) -> None:
        self.in_mail = self.reset_in_content = False
        self.recipients, self.content = [], bytearray()
        self.read = self.read_command
