"""DKIM (RFC 6376, 8301, 8463): the signatures that go before a message, and the DNS record.

Pure: keys and bytes in, bytes out. The same message, moment and keys give the same signatures, so a
mail that is tried again is the same to the last byte.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from service.core.config import SettingError, Settings

ENOUGH_BITS = 2048  # of an RSA key: the large receivers ask for it (RFC 8301 § 3.2)
BLOCK = re.compile(r"-----BEGIN ([A-Z ]*)PRIVATE KEY-----.+?-----END \1PRIVATE KEY-----", re.DOTALL)
CRLF = b"\r\n"
FOLD = b"\r\n "
SPACES = re.compile(rb"[ \t]+")
# Named once more than they are there, so that nobody can add a second one (RFC 6376 § 8.15).
SEALED = (b"from", b"to", b"subject", b"date", b"message-id", b"reply-to")
SIGNED = (
    *SEALED,
    b"mime-version",
    b"content-type",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"list-id",
    b"feedback-id",
)
WIDTH = 72  # of a line of base64
CHUNK = 255  # octets that one string of a TXT record holds (RFC 1035 § 3.3)
PADDING, HASH = PKCS1v15(), SHA256()

Private = RSAPrivateKey | Ed25519PrivateKey


@dataclass(frozen=True)
class Key:
    domain: str
    selector: str
    private: Private

    @property
    def kind(self) -> str:
        return "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"

    def sign(self, signed: bytes) -> bytes:
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(signed, PADDING, HASH)
        return self.private.sign(sha256(signed).digest())  # RFC 8463 § 3 signs the digest


# Signing


class Signer:
    """Each key gives one signature; all keys sign for the same domain."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = [(key, opening(key)) for key in keys]
        self.domain = keys[0].domain if keys else ""

    def sign(self, message: bytes, at: datetime, canonical: bool = False) -> bytes:
        """The lines to put before this message, whose lines end in CRLF.

        Nothing for a sender that is not of our domain, since it would not count (RFC 9989), and
        nothing without keys. `at` is aware, and the same whenever the same mail is tried again.
        `canonical` is the caller's promise that the body is its own canonical form, as those of
        emails/compile.py are: finding that out again takes longer than Ed25519 itself.
        """
        header, _, body = message.partition(b"\r\n\r\n")
        fields = canonical_fields(header)
        if not self.signs(fields.get(b"from", [])):
            return b""
        names, lines = covered(fields)
        digest = b64encode(sha256(body if canonical else canonical_body(body)).digest())
        told = b"%d; h=%b;\r\n bh=%b;\r\n b=" % (int(at.timestamp()), listed(names), digest)
        return b"".join(signature(key, start + told, lines) for key, start in self.keys)

    def signs(self, senders: Sequence[bytes]) -> bool:
        return len(senders) == 1 and aligned(sender_domain(senders[0]), self.domain)


def opening(key: Key) -> bytes:
    lines = (
        f"DKIM-Signature: v=1; a={key.kind}-sha256; c=relaxed/relaxed;",
        f"d={key.domain};",
        f"s={key.selector}; t=",
    )
    return FOLD.join(line.encode("ascii") for line in lines)


def signature(key: Key, unsigned: bytes, lines: Sequence[bytes]) -> bytes:
    _, _, value = unsigned.partition(b": ")
    own = b"dkim-signature:" + value.replace(FOLD, b" ")
    proof = b64encode(key.sign(b"".join((*lines, own))))
    return unsigned + FOLD.join(cut(proof, WIDTH)) + CRLF


def cut(value: bytes, width: int) -> list[bytes]:
    return [value[at : at + width] for at in range(0, len(value), width)]


def covered(fields: dict[bytes, list[bytes]]) -> tuple[tuple[bytes, ...], list[bytes]]:
    """The names for h=, and the lines they stand for; a name without a line seals its absence."""
    names: list[bytes] = []
    lines: list[bytes] = []
    for name in SIGNED:
        found = fields.get(name, [])
        names += [name] * (len(found) + (name in SEALED))
        lines += found
    return tuple(names), lines


@lru_cache(maxsize=256)
def listed(names: tuple[bytes, ...]) -> bytes:
    """Folded, a few names a line."""
    return FOLD.join(b":".join(names[at : at + 5]) + b":" for at in range(0, len(names), 5))[:-1]


def aligned(sender: str, domain: str) -> bool:
    """The same, or one above the other: relaxed alignment without a list of public suffixes."""
    short, long = sorted((sender, domain), key=len)
    return "." in short and (short == long or long.endswith(f".{short}"))


@lru_cache(maxsize=256)
def sender_domain(line: bytes) -> str:
    """Of a canonical From line; nothing when it names nobody, or several."""
    people = getaddresses([line.partition(b":")[2].decode("utf-8", "replace")])
    return people[0][1].rpartition("@")[2].lower() if len(people) == 1 else ""


# Canonical forms


def canonical_fields(header: bytes) -> dict[bytes, list[bytes]]:
    """The lines that may be signed (RFC 6376 § 3.4.2); of equal names the last comes first."""
    flat = header.replace(FOLD, b" ").replace(b"\r\n\t", b" ")
    if b"  " in flat or b"\t" in flat:
        flat = SPACES.sub(b" ", flat)
    found: dict[bytes, list[bytes]] = {}
    for line in reversed(flat.split(CRLF)):
        name, _, value = line.partition(b":")
        name = name.rstrip(b" ").lower()
        if name in SIGNED:
            found.setdefault(name, []).append(b"%b:%b\r\n" % (name, value.strip(b" ")))
    return found


def canonical_body(body: bytes) -> bytes:
    """RFC 6376 § 3.4.4. Most bodies of ours are their own canonical form, which is soon seen."""
    return body if is_canonical(body) else tidied(body)


def is_canonical(body: bytes) -> bool:
    ends = body.endswith(CRLF) and not body.endswith(b"\r\n\r\n") and body != CRLF
    return ends and b"\t" not in body and b" \r\n" not in body and b"  " not in body


def tidied(body: bytes) -> bytes:
    tidy = SPACES.sub(b" ", body).replace(b" \r\n", CRLF)
    end = len(tidy.removesuffix(b" "))
    while tidy.endswith(CRLF, 0, end):
        end -= len(CRLF)
    return tidy[:end] + CRLF if end else b""


# Keys


def read_keys(settings: Settings) -> list[Key]:
    """The keys in the settings, none by default; raises SettingError for one that is no good."""
    selectors = settings.dkim_selector.split(",") if settings.dkim_selector else []
    blocks = [found[0] for found in BLOCK.finditer(settings.dkim_key)]
    if len(blocks) != len(selectors):
        counts = f"{len(blocks)} private keys, but PAADRIV_DKIM_SELECTOR names {len(selectors)}"
        raise SettingError(f"PAADRIV_DKIM_KEY holds {counts}: give each key its selector.")
    pairs = zip(selectors, blocks, strict=True)
    return [Key(settings.signing_domain, name, private(block)) for name, block in pairs]


def private(block: str) -> Private:
    try:
        found = load_pem_private_key(block.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SettingError("PAADRIV_DKIM_KEY cannot be read: is it PEM, no password?") from error
    if isinstance(found, RSAPrivateKey) and found.key_size < ENOUGH_BITS:
        bits = f"{found.key_size} bits; at least {ENOUGH_BITS} are needed"
        raise SettingError(f"PAADRIV_DKIM_KEY is an RSA key of {bits}. Run: paadriv dkim-key")
    if not isinstance(found, RSAPrivateKey | Ed25519PrivateKey):
        raise SettingError("PAADRIV_DKIM_KEY must be an RSA or an Ed25519 key.")
    return found


def made(domain: str, selector: str, ed25519: bool) -> Key:
    """A new key."""
    chosen = Ed25519PrivateKey.generate() if ed25519 else generate_private_key(65537, ENOUGH_BITS)
    return Key(domain, selector, chosen)


def pem(key: Key) -> str:
    """As PAADRIV_DKIM_KEY takes it."""
    return key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


# The record


def public_record(key: Key) -> tuple[str, str]:
    """The name and the value of the TXT record, the value in quoted strings for a zone file."""
    name = f"{key.selector}._domainkey.{key.domain}"
    text = f"v=DKIM1; k={key.kind}; p={public(key)}".encode("ascii")
    return name, " ".join(f'"{part.decode()}"' for part in cut(text, CHUNK))


def public(key: Key) -> str:
    """The p= of the record: a whole SubjectPublicKeyInfo for RSA, 32 octets for Ed25519."""
    if isinstance(key.private, RSAPrivateKey):
        form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    else:
        form = Encoding.Raw, PublicFormat.Raw
    return b64encode(key.private.public_key().public_bytes(*form)).decode("ascii")
