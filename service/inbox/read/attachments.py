"""What came along with a mail: told apart by its first bytes, named safely, never unpacked."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Literal
from urllib.parse import unquote

from service.inbox.read.headers import decoded
from service.inbox.read.parse import (
    EMBEDDED,
    Mail,
    attached,
    content_type,
    open_mail,
    raw_header,
)

Sort = Literal["image", "document", "text", "calendar", "mail", "archive", "program", "other"]
MOST = 100
NAME = 120
BY_BYTES: tuple[tuple[bytes, Sort], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"%PDF-", "document"),
    (b"\xd0\xcf\x11\xe0", "document"),  # old Office
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"BEGIN:VCALENDAR", "calendar"),
)
BY_NAME: dict[str, Sort] = {
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "heic"), "image"),
    **dict.fromkeys(("pdf", "doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx"), "document"),
    **dict.fromkeys(("txt", "csv", "md"), "text"),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "bz2", "xz", "tar", "iso", "img"), "archive"),
    **dict.fromkeys(
        ("exe", "com", "scr", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "msi")
        + ("jar", "lnk", "dll", "cpl", "reg", "sh", "app", "apk", "html", "htm", "svg", "xhtml")
        + ("docm", "xlsm", "pptm", "one", "chm"),
        "program",
    ),
    "ics": "calendar",
    "eml": "mail",
}  # fmt: skip
SAFE: tuple[Sort, ...] = ("image", "document", "text", "calendar")
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What a path or a shell could make something of.
PATHS = re.compile(r"[/\\:*?\"<>|]+|\.{2,}")
# filename="x", or filename*=utf-8''x with its bytes in hex (RFC 2231 § 4).
NAMED = re.compile(
    r"(?i)\b(?:file)?name\*?0?\*?\s*=\s*(?:(utf-8|iso-8859-1)'[^']{0,10}')?\"?([^\";\r\n]{1,400})"
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """`number` counts from 1. `kind` is judged by bytes and name; the worse of the two counts."""

    number: int
    name: str
    type: str  # as the mail declares it
    size: int
    kind: Sort
    safe: bool


def attachments(raw: bytes) -> tuple[Attachment, ...]:
    leaves = _leaves(open_mail(raw))
    return tuple(_told(number, part) for number, part in enumerate(leaves, 1))


def count(mail: Mail) -> int:
    """How many there are, without looking into them."""
    return len(_leaves(mail))


def attachment(raw: bytes, number: int) -> tuple[Attachment, bytes] | None:
    """One of them with its bytes, as they are."""
    leaves = _leaves(open_mail(raw))
    if not 1 <= number <= len(leaves):
        return None
    part = leaves[number - 1]
    return _told(number, part), _bytes(part)


def _leaves(mail: Mail) -> list["Message[str, str]"]:
    return [] if mail.refused else list(_walk(mail.message))[:MOST]


def _walk(message: "Message[str, str]") -> "Iterator[Message[str, str]]":
    if content_type(message) in EMBEDDED:
        yield message
        return
    payload = message.get_payload()
    if message.is_multipart() and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _walk(part)
    elif attached(message) or content_type(message).partition("/")[0] not in ("text", "multipart"):
        yield message


def _told(number: int, part: "Message[str, str]") -> Attachment:
    data = _bytes(part)
    name = _name(part)
    kind = _kind(name, content_type(part), data[:64])
    return Attachment(number, name, content_type(part)[:80], len(data), kind, kind in SAFE)


def _bytes(part: "Message[str, str]") -> bytes:
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"\n".join(each.as_bytes() for each in payload[:1] if isinstance(each, Message))
    try:
        decoded_payload = part.get_payload(decode=True)
    except (LookupError, ValueError, AssertionError):
        decoded_payload = None
    return decoded_payload if isinstance(decoded_payload, bytes) else b""


def _name(part: "Message[str, str]") -> str:
    """One plain line, no path, nothing that turns letters around."""
    for header in ("content-disposition", "content-type"):
        if found := NAMED.search(raw_header(part, header)[:4096]):
            told = unquote(found[2], found[1]) if found[1] else decoded(found[2])
            text = unicodedata.normalize("NFC", told)
            plain = PATHS.sub("_", HIDDEN.sub("", text)).strip(" .")
            if plain:
                return plain[-NAME:]
    return ""


def _kind(name: str, declared: str, start: bytes) -> Sort:
    ending = name.rpartition(".")[2].lower()
    by_name = BY_NAME.get(ending, "other")
    if declared in EMBEDDED:
        return "mail"
    by_bytes = next((kind for magic, kind in BY_BYTES if start.startswith(magic)), None)
    if start.startswith(b"PK\x03\x04"):  # a zip; an office document is one too
        by_bytes = "document" if by_name == "document" else "archive"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        by_bytes = "image"
    if "program" in (by_name, by_bytes):
        return "program"
    if by_bytes:
        return by_bytes
    return by_name if by_name in ("text", "archive", "mail") else "other"
