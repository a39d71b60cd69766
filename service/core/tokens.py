"""Names a stranger may hold in a link or an address: signed, for one purpose, safe in lower case.

A signed token is 26 characters of base32: six bytes of row number and eighty bits of HMAC-SHA256
over purpose and number, so nothing is stored and mail servers that change case do no harm.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from hashlib import sha256

from flask import current_app

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # read aloud without confusion
LENGTH = 26
BLOCK = 64  # octets that SHA-256 takes at a time
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
PAIRS = [one + two for one in BASE32 for two in BASE32]
SHIFTS = range(120, -1, -10)


def sign(purpose: str, number: int) -> str:
    """The token of row `number` for one purpose, for instance sign("reply", 7)."""
    body = number.to_bytes(6, "big")
    return base64.b32encode(body + mac(purpose, body)).decode().rstrip("=").lower()


def signer(purpose: str) -> Callable[[int], str]:
    """`sign` for one purpose, for whoever signs a million: a seventh of the time.

    HMAC is two hashes (RFC 2104); what they share for one key and purpose is hashed once.
    """
    secret = key() if len(key()) <= BLOCK else sha256(key()).digest()
    padded = secret.ljust(BLOCK, b"\0")
    inner = sha256(bytes(octet ^ 0x36 for octet in padded) + purpose.encode() + b"\0")
    outer = sha256(bytes(octet ^ 0x5C for octet in padded))

    def signed(number: int) -> str:
        body = number.to_bytes(6, "big")
        within, around = inner.copy(), outer.copy()
        within.update(body)
        around.update(within.digest())
        bits = int.from_bytes(body + around.digest()[:10], "big") << 2
        return "".join([PAIRS[bits >> shift & 1023] for shift in SHIFTS])

    return signed


def read(purpose: str, token: str) -> int | None:
    """The row number of a genuine token, else None. Upper or lower case, whatever the bytes."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        number = int.from_bytes(base64.b32decode(token.upper() + "======")[:6], "big")
    except binascii.Error:
        return None
    return number if hmac.compare_digest(sign(purpose, number), token.lower()) else None


def mac(purpose: str, body: bytes) -> bytes:
    return hmac.digest(key(), purpose.encode() + b"\0" + body, "sha256")[:10]


def key() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()


def new(length: int = 20) -> str:
    """A random name, about five bits a character."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def digest(secret: str) -> str:
    """What we keep of a secret that we must recognise but never show."""
    return sha256(secret.encode()).hexdigest()
