"""How we say who we are: PLAIN (RFC 4616), LOGIN, XOAUTH2; pure."""

from base64 import b64encode
from typing import Protocol

PREFERRED = ("plain", "login", "xoauth2")


class Refused(Exception):
    """The server offers no way that we know, or not the one we were told to use."""


class Login(Protocol):
    """What of a relay's manner is needed here."""

    @property
    def user(self) -> str: ...

    @property
    def password(self) -> str: ...

    @property
    def auth(self) -> str: ...


def opening(login: Login, offered: str) -> tuple[bytes, tuple[bytes, ...]]:
    """The first line, and those that follow as the server asks on; Refused with a sentence."""
    ways = offered.lower().split()
    chosen = login.auth or next((way for way in PREFERRED if way in ways), "")
    if chosen not in ways:
        wanted = f" by {login.auth.upper()}" if login.auth else ""
        raise Refused(f"it lets nobody sign in{wanted}, and we have a name and password")
    if chosen == "login":
        return b"AUTH LOGIN\r\n", (line(login.user), line(login.password))
    if chosen == "xoauth2":
        proof = f"user={login.user}\1auth=Bearer {login.password}\1\1"
        return b"AUTH XOAUTH2 " + line(proof), (b"\r\n",)  # if it asks on, to tell us why not
    return b"AUTH PLAIN " + line(f"\0{login.user}\0{login.password}"), ()


def line(words: str) -> bytes:
    return b64encode(words.encode()) + b"\r\n"
