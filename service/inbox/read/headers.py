"""Header values decoded by our own scanner: linear, and total on any bytes."""

import base64
import binascii
import quopri
import re
import unicodedata
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from service.inbox.read.charset import clean, to_text

MAX_VALUE = 4096
MAX_ADDRESSES = 16 * 1024
MAX_REFERENCES = 10

ENCODED = re.compile(
    r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\r\n]*)\?=(?:\s+(?==\?))?"
)
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
ANGLED = re.compile(r"<\s*([^<>\x00-\x1f]{1,320}?)\s*>")
BARE = re.compile(r"[^\s<>(),;:\"@\[\]]{1,64}@[^\s<>(),;:\"@\[\]]{1,255}")
QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"")
BOXES = frozenset({"reply", "bounce", "rsvp", "stop"})
TOKEN = re.compile(r"[a-z2-7]{1,64}\Z")


def decoded(value: str) -> str:
    """One header value as one line of text, its encoded words read, cut to 4 kB before decoding."""
    text = _unescaped(value[:MAX_VALUE])
    return " ".join(clean(ENCODED.sub(_word, text)).split())


def sender(value: str) -> tuple[str, str]:
    """The first mailbox of a From header as (name, address)."""
    plain = _without_comments(_unescaped(value[:MAX_VALUE]))
    bare = QUOTED.sub(lambda found: " " * len(found[0]), plain)
    angled = ANGLED.search(bare) or ANGLED.search(plain)
    if angled and "@" in plain[angled.start() : angled.end()]:
        return _name(plain[: angled.start()]), address(plain[angled.start(1) : angled.end(1)])
    loose = BARE.search(bare)
    return ("", address(loose[0])) if loose else (_name(plain), "")


def address(value: str) -> str:
    """An address in the form we store: NFC, domain in lower case; empty if it is none."""
    text = unicodedata.normalize("NFC", clean(value).strip().strip("<>").rstrip("."))
    local, at, domain = text.rpartition("@")
    if not (local and at and domain) or len(text) > 254 or any(c.isspace() for c in domain):
        return ""
    return f"{local}@{domain.lower()}"


def addresses(value: str) -> list[str]:
    return [found for found in map(address, BARE.findall(value[:MAX_ADDRESSES])) if found]


def sent_at(value: str) -> datetime | None:
    """The Date header (RFC 5322 § 3.3) as an aware moment; None when it is none."""
    try:
        found = parsedate_to_datetime(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware if 1990 <= aware.year < 2100 else None


def message_ids(*values: str) -> tuple[str, ...]:
    """Well-formed Message-IDs, the nearest ancestors first."""
    found: dict[str, None] = {}
    for value in values:
        found.update(dict.fromkeys(reversed(MESSAGE_ID.findall(value))))
    return tuple(found)[:MAX_REFERENCES]


def mailbox(recipient: str) -> tuple[str, str]:
    """(box, token) of an address like reply+TOKEN@domain; a token survives any change of case."""
    local = recipient.strip().strip("<>").rpartition("@")[0].lower()
    box, _, token = local.partition("+")
    if box not in BOXES:
        return "", ""
    return box, token if TOKEN.match(token) else ""


def _unescaped(value: str) -> str:
    """The parser hands raw 8-bit bytes on as lone surrogates."""
    data = value.encode("utf-8", "surrogateescape")
    return to_text(data, None).replace("\n", " ")


def _word(found: re.Match[str]) -> str:
    charset, kind, text = found[1], found[2].lower(), found[3]
    data = _base64(text) if kind == "b" else quopri.decodestring(text.encode(), header=True)
    return to_text(data, charset)


def _base64(text: str) -> bytes:
    data = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return base64.b64decode(data[: len(data) - (len(data) % 4 == 1)] + "==")
    except (binascii.Error, ValueError):
        return b""


def _without_comments(value: str) -> str:
    kept, depth, quoted = [], 0, False
    for char in value:
        quoted = quoted != (char == '"' and not depth)
        depth += (char == "(") - (char == ")" and depth > 0) if not quoted else 0
        if not depth and (char != ")" or quoted):
            kept.append(char)
    return "".join(kept)


def _name(value: str) -> str:
    text = value.strip()
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    return decoded(text)[:200]
