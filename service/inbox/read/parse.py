"""A mail opened without trust: limits first, then compat32, then accessors that never raise."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageDefect
from email.message import Message

from service.inbox.read import limits
from service.inbox.read.charset import to_text
from service.inbox.read.headers import decoded

# What is said of a part is its type, never its file name: names are not used at all.
EMBEDDED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/partial")
MAX_PART_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Mail:
    message: "Message[str, str]"
    damage: str | None
    refused: bool

    def raw(self, name: str) -> str:
        return raw_header(self.message, name)

    def text(self, name: str) -> str:
        return decoded(self.raw(name))

    def word(self, name: str) -> str:
        """A header used as a flag: lower case, without parameters and comments."""
        return self.text(name).lower().split(";")[0].split("(")[0].strip()

    def has(self, name: str) -> bool:
        return any(key.lower() == name.lower() for key, _ in self.message.raw_items())

    @property
    def type(self) -> str:
        return content_type(self.message)


def open_mail(raw: bytes) -> Mail:
    fault = limits.over_limit(raw)
    if fault:
        return Mail(message_from_bytes(limits.safe_head(raw)), fault, refused=True)
    message = message_from_bytes(raw.removeprefix(b"\xef\xbb\xbf"))
    if sum(1 for _ in message.walk()) > limits.MAX_PARTS:
        return Mail(message, "The mail has too many parts to read.", refused=True)
    return Mail(message, _damage(message, raw), refused=False)


def parts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The leaves written for this mail: what is inside a forwarded or returned mail is not."""
    if content_type(message) in EMBEDDED:
        return
    if not message.is_multipart() or content_type(message) == "message/delivery-status":
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from parts(part)


def content_type(part: "Message[str, str]") -> str:
    return part.get_content_type()


def parameter(part: "Message[str, str]", name: str) -> str:
    try:
        value = part.get_param(name)
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""
    if isinstance(value, tuple):
        value = value[2]
    return value.strip().strip("\"'").lower() if isinstance(value, str) else ""


def attached(part: "Message[str, str]") -> bool:
    return raw_header(part, "content-disposition").strip().lower().startswith("attachment")


def content(part: "Message[str, str]") -> str:
    """A part's text, cut to 256 kB before its charset is looked at."""
    try:
        payload = part.get_payload(decode=True)
    except (LookupError, ValueError, AssertionError):
        payload = part.get_payload()
    data = payload if isinstance(payload, bytes) else str(payload or "").encode("utf-8", "replace")
    return to_text(data[:MAX_PART_BYTES], parameter(part, "charset") or None)


def raw_header(part: "Message[str, str]", name: str) -> str:
    for key, value in part.raw_items():
        if key.lower() == name.lower():
            return str(value)
    return ""


def _damage(message: "Message[str, str]", raw: bytes) -> str | None:
    if b"\0" in raw:
        return "The mail holds bytes that are not text."
    defects: list[MessageDefect] = [d for part in message.walk() for d in part.defects]
    if any("Boundary" in type(defect).__name__ for defect in defects):
        return "The mail ends in the middle; what arrived was read."
    if any("Base64" in type(defect).__name__ for defect in defects):
        return "Part of the mail was damaged on its way; the rest was read."
    return None
