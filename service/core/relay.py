"""A mail server that takes our mail: where it is, how it is spoken to, its share of the work."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465, "lmtp": 24}
MECHANISMS = ("plain", "login", "xoauth2")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Relay:
    """`chunking`: messages under way at once by BDAT (RFC 3030); 0 sends by DATA."""

    scheme: str
    host: str
    port: int
    starttls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    auth: str = ""  # the only mechanism to use; else the best that is offered
    weight: float = 1.0
    connections: int = 10
    chunking: int = 0
    rate: float | None = None  # messages a second
    ca: str = ""  # a file of certificates to trust beside the system's

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def near(self) -> bool:
        """On this machine, where nobody listens in."""
        return self.host in LOOPBACK


def number(low: float, high: float) -> Callable[[str], float]:
    def read(value: str) -> float:
        if not re.fullmatch(r"\d+(\.\d+)?", value, re.ASCII) or not low <= float(value) <= high:
            raise ValueError(f"must be a number from {low:g} to {high:.7g}")
        return float(value)

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return read


def yes(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("must be 0 or 1")
    return value == "1"


def mechanism(value: str) -> str:
    if value.lower() not in MECHANISMS:
        raise ValueError(f"must be one of {', '.join(MECHANISMS)}")
    return value.lower()


def path(value: str) -> str:
    if not value:
        raise ValueError("must name a file")
    return value


OPTIONS: Mapping[str, Callable[[str], Any]] = {
    "starttls": yes,
    "auth": mechanism,
    "weight": number(0.01, 1000),
    "connections": whole(1, 200),
    "chunking": whole(0, 64),
    "rate": number(0.0001, 1_000_000),
    "ca": path,
}


def parse(url: str) -> Relay:
    """smtp://user:password@host:587?starttls=1&weight=2; ValueError with what is wrong."""
    parts = split(url)
    chosen = options(parts.query)
    if chosen.get("starttls") and parts.scheme == "smtps":
        raise ValueError("needs no starttls: smtps:// is encrypted from its first byte")
    return Relay(
        scheme=parts.scheme,
        host=parts.hostname or "127.0.0.1",
        port=port(parts),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        **chosen,
    )


def split(url: str) -> SplitResult:
    """No sentence repeats any part of what may be a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("has a host that is no name and no address") from None
    if parts.scheme not in PORTS:
        raise ValueError(f"must start with {' or '.join(f'{each}://' for each in PORTS)}")
    if "@" in parts.path + parts.query or parts.fragment or parts.path not in ("", "/"):
        raise ValueError(
            "has something after the host: in a password, write / as %2F, ? as %3F, # as %23"
        )
    return parts


def port(parts: SplitResult) -> int:
    try:
        found = parts.port
    except ValueError:
        found = 0
    if found == 0:
        raise ValueError("must have a port from 1 to 65535, or none")
    return found or PORTS[parts.scheme]


def options(query: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in parse_qsl(query, keep_blank_values=True):
        name, value = option(*pair)
        if name in found:
            raise ValueError(f"says {name} twice")
        found[name] = value
    return found


def option(name: str, value: str) -> tuple[str, Any]:
    if name not in OPTIONS:
        raise ValueError(f"has no option {name}; there are {', '.join(OPTIONS)}")
    try:
        return name, OPTIONS[name](value)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from error
