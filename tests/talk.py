"""One end of an SMTP connection as bytes: lines in, anything out, TLS when asked for."""

import socket
import ssl
import struct
import threading
from contextlib import suppress

from tests.tls import Certificate

STEP = 0.05  # seconds between two looks at whether the test is over


class Gone(Exception):
    """The client hung up, we did, or the test is over."""


class Talk:
    def __init__(self, connection: socket.socket, over: threading.Event) -> None:
        self.socket = connection
        self.over = over
        self.buffer = b""
        self.said: list[bytes] = []  # each piece that left, as it left
        self.withheld: list[bytes] = []  # replies that wait for the next one
        self.owed = 0  # replies that were given before they were asked for
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(STEP)

    def line(self) -> bytes:
        """One command, without its line end."""
        while b"\n" not in self.buffer:
            self.more()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.removesuffix(b"\r")

    def exactly(self, size: int) -> bytes:
        while len(self.buffer) < size:
            self.more()
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def until(self, end: bytes) -> bytes:
        """Everything before `end`, which is taken away."""
        looked = 0
        while (place := self.buffer.find(end, looked)) < 0:
            looked = max(0, len(self.buffer) - len(end))
            self.more()
        taken, self.buffer = self.buffer[:place], self.buffer[place + len(end) :]
        return taken

    def more(self) -> None:
        while not self.over.is_set():
            try:
                piece = self.socket.recv(65536)
            except TimeoutError:
                continue
            except OSError as error:
                raise Gone from error
            if not piece:
                raise Gone
            self.buffer += piece
            return
        raise Gone

    def say(self, reply: bytes) -> None:
        """Give a reply, unless it was given before it was asked for."""
        if self.owed:
            self.owed -= 1
            return
        held, self.withheld = self.withheld, []
        self.send(b"".join((reply, *held)))

    def send(self, piece: bytes) -> None:
        self.said.append(piece)
        rest = memoryview(piece)
        while rest and not self.over.is_set():
            try:
                rest = rest[self.socket.send(rest) :]
            except TimeoutError:
                continue
            except OSError as error:
                raise Gone from error

    def rest(self, seconds: float) -> None:
        if self.over.wait(seconds):
            raise Gone

    def secure(self, certificate: Certificate) -> None:
        """What came before the handshake is not to be trusted after it (RFC 3207 § 6)."""
        self.buffer = b""
        self.socket.settimeout(10)
        try:
            self.socket = certificate.server().wrap_socket(self.socket, server_side=True)
        except OSError as error:
            raise Gone from error
        self.socket.settimeout(STEP)

    @property
    def is_secure(self) -> bool:
        return isinstance(self.socket, ssl.SSLSocket)

    def reset(self) -> None:
        """Hang up so that the client sees a reset instead of an end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        with suppress(OSError):
            self.socket.close()
