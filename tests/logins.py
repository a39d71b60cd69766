"""How a client says who it is: AUTH PLAIN, LOGIN and XOAUTH2 as a server reads them."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable

Say = Callable[[bytes], None]
Read = Callable[[], bytes]


def login(said: str, say: Say, read: Read) -> tuple[str, str]:
    """Name and secret; two empty words when they cannot be read."""
    mechanism, _, first = said.partition(" ")
    ways = {"PLAIN": plain, "LOGIN": in_two_steps, "XOAUTH2": bearer}
    way = ways.get(mechanism.upper())
    try:
        return way(first, say, read) if way else ("", "")
    except (Error, ValueError):
        return "", ""


def plain(first: str, say: Say, read: Read) -> tuple[str, str]:
    _, name, secret = (decoded(first) if first else asked("", say, read)).split("\0")
    return name, secret


def in_two_steps(first: str, say: Say, read: Read) -> tuple[str, str]:
    name = decoded(first) if first else asked("Username:", say, read)
    return name, asked("Password:", say, read)


def bearer(first: str, say: Say, read: Read) -> tuple[str, str]:
    words = decoded(first) if first else asked("", say, read)
    said = dict(pair.split("=", 1) for pair in words.strip("\1").split("\1"))
    return said.get("user", ""), said.get("auth", "").removeprefix("Bearer ")


def asked(question: str, say: Say, read: Read) -> str:
    say(b"334 " + b64encode(question.encode()) + b"\r\n")
    return decoded(read().decode("ascii"))


def decoded(word: str) -> str:
    return "" if word == "=" else b64decode(word, validate=True).decode()
