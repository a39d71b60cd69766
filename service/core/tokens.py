"""Names a stranger may hold in a link or an address: signed, for one purpose, safe in lower case.

A signed token is 26 characters of base32: six bytes of row number and eighty bits of HMAC-SHA256
over purpose and number, so nothing is stored and mail servers that change case do no harm.
"""

import base64
import binascii
import hmac
import secrets
from hashlib import sha256

from flask import current_app

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # read aloud without confusion
LENGTH = 26


def sign(purpose: str, number: int) -> str:
    """The token of row `number` for one purpose, for instance sign("reply", 7)."""
    body = number.to_bytes(6, "big")
    return base64.b32encode(body + mac(purpose, body)).decode().rstrip("=").lower()


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
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, purpose.encode() + b"\0" + body, "sha256")[:10]


def new(length: int = 20) -> str:
    """A random name, about five bits a character."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def digest(secret: str) -> str:
    """What we keep of a secret that we must recognise but never show."""
    return sha256(secret.encode()).hexdigest()
