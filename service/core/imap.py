"""A mailbox that we empty over IMAP: where it is, and who we are there."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"imap": 143, "imaps": 993}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Mailbox:
    """`starttls` for imap://; imaps:// is encrypted from its first byte."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    starttls: bool = False
    ca: str = ""  # a file of certificates to trust beside the system's

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def parse(url: str) -> Mailbox:
    """Raises ValueError with the rest of a sentence: "must name a host"."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        raise ValueError("must start with imaps:// or imap://")
    if not parts.hostname:
        raise ValueError("must name a host")
    if not parts.username or parts.password is None:
        raise ValueError("must name a user and a password: imaps://user:password@host/INBOX")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls, ca = options.pop("starttls", "0"), options.pop("ca", "")
    if options:
        raise ValueError(f"knows no option {min(options)}; there are starttls and ca")
    if starttls not in ("0", "1") or (starttls == "1" and parts.scheme == "imaps"):
        raise ValueError("takes starttls=1, with imap:// and not with imaps://")
    if parts.scheme == "imap" and starttls == "0" and parts.hostname not in LOOPBACK:
        raise ValueError("would show the password: use imaps://, or imap:// with ?starttls=1")
    return Mailbox(
        parts.scheme,
        parts.hostname,
        parts.port or PORTS[parts.scheme],
        unquote(parts.username),
        unquote(parts.password),
        unquote(parts.path.strip("/")) or "INBOX",
        starttls == "1",
        ca,
    )
