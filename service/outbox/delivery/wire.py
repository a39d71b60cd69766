"""A socket to a mail server that never makes us wait: it connects, encrypts and sends in steps."""

import errno
import select
import socket
import ssl
from functools import lru_cache

from service.core.relay import Relay
from service.outbox.delivery.conversation import Broken

READ, WRITE = select.EPOLLIN, select.EPOLLOUT
PIECE = 8192
NOT_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Wire:
    """`flushed` counts the octets that the kernel has taken. Broken or OSError when it is over."""

    def __init__(self, relay: Relay, address: tuple[int, tuple[str, int]]) -> None:
        family, place = address
        self.relay = relay
        self.socket: socket.socket | ssl.SSLSocket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = b""
        self.flushed = 0
        self.shaking = False
        self.needs = WRITE
        fault = self.socket.connect_ex(place)
        if fault not in (0, errno.EINPROGRESS):
            self.socket.close()
            raise OSError(fault, "it does not answer")

    def fileno(self) -> int:
        return self.socket.fileno()

    def encrypt(self) -> None:
        """Begin the TLS handshake: RFC 3207 after STARTTLS, RFC 8314 from the first byte."""
        self.socket.getpeername()  # to wrap what is gone loses the socket; this raises before
        trusted = trust(self.relay.ca)
        self.socket = trusted.wrap_socket(
            self.socket, server_hostname=self.relay.host, do_handshake_on_connect=False
        )
        self.shaking = True

    def shake(self) -> bool:
        """One more step of the handshake; True when it is done."""
        assert isinstance(self.socket, ssl.SSLSocket)
        try:
            self.socket.do_handshake()
        except ssl.SSLWantReadError:
            self.needs = READ
            return False
        except ssl.SSLWantWriteError:
            self.needs = READ | WRITE
            return False
        except ssl.SSLCertVerificationError as error:
            why = f"its certificate is not to be trusted: {error.verify_message}"
            raise Broken(why, final=True) from error
        except ssl.SSLError as error:
            why = (error.reason or "it hung up").replace("_", " ").lower()
            raise Broken(f"the encryption could not begin: {why}") from error
        self.shaking, self.needs = False, READ
        return True

    def receive(self) -> bytes | None:
        """What has come; None when nothing has. An empty answer is the end: ConnectionError."""
        try:
            data = self.socket.recv(PIECE)
        except NOT_YET:
            return None
        if not data:
            raise ConnectionError("it hung up")
        return data

    def send(self, data: bytes) -> None:
        """Now, or as soon as the kernel takes it."""
        self.left = self.left + data if self.left else data
        self.flush()

    def flush(self) -> None:
        while self.left:
            try:
                taken = self.socket.send(self.left)
            except NOT_YET:
                break
            self.flushed += taken
            self.left = self.left[taken:]
        self.needs = READ | WRITE if self.left else READ

    def connected(self) -> None:
        """The kernel has tried; raises what it met."""
        fault = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if fault:
            raise OSError(fault, "it does not answer")

    def quick(self) -> None:
        """Acknowledge at once: a server that waits for it before its last line costs us 40 ms."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def close(self) -> None:
        self.socket.close()


@lru_cache(maxsize=16)
def trust(extra: str) -> ssl.SSLContext:
    """The system's authorities, and those in this file."""
    context = ssl.create_default_context()
    try:
        if extra:
            context.load_verify_locations(extra)
    except OSError as error:
        why = f"the certificates in {extra}, named by its option ca, cannot be read"
        raise Broken(why, final=True) from error
    return context


def addresses(relay: Relay) -> list[tuple[int, tuple[str, int]]]:
    """Where it may be reached, in the order to try; OSError when its name is unknown."""
    try:
        found = socket.getaddrinfo(relay.host, relay.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(errno.EINVAL, "its name cannot be one in the DNS") from error
    return [(family, (str(place[0]), int(place[1]))) for family, _, _, _, place in found]


def reason(error: Broken | OSError) -> str:
    """Why it ended, in words for whoever looks after this service."""
    return error.words if isinstance(error, Broken) else error.strerror or str(error)
