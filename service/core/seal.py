"""Words that the database may hold and nobody may read there: sealed with the app's own key.

Fernet (AES-128-CBC with HMAC-SHA256) under a key of its own, derived by HKDF (RFC 5869).
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.core import tokens


def seal(words: str) -> str:
    return wax(tokens.key()).encrypt(words.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The words, or None when the app's key is another one now."""
    try:
        return wax(tokens.key()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(4)
def wax(secret: bytes) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"paadriv seal").derive(secret)
    return Fernet(base64.urlsafe_b64encode(derived))
