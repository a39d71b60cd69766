"""The words of a mail: its plain text, or its HTML made plain, capped before any rule runs."""

from email.message import Message

from service.inbox.read.markup import to_lines
from service.inbox.read.parse import attached, content, content_type, parts

MAX_TEXT = 64 * 1024
MAX_LINES = 2000


def words_of(message: "Message[str, str]") -> str:
    leaves = [part for part in parts(message) if not attached(part)]
    texts = [part for part in leaves if content_type(part) in ("text/plain", "text/html")]
    plain = [part for part in texts if content_type(part) == "text/plain"]
    if _plain_is_a_footer(message, texts) or not _joined([content(part) for part in plain]):
        return _joined([_text(part) for part in texts])
    return _joined([content(part) for part in plain])


def _plain_is_a_footer(message: "Message[str, str]", texts: list["Message[str, str]"]) -> bool:
    """A list puts its plain footer after a letter that has only HTML."""
    mixed = content_type(message) == "multipart/mixed"
    return mixed and bool(texts) and content_type(texts[0]) == "text/html"


def _text(part: "Message[str, str]") -> str:
    text = content(part)
    return to_lines(text) if content_type(part) == "text/html" else text


def capped(text: str) -> str:
    return "\n".join(text[:MAX_TEXT].split("\n")[:MAX_LINES])


def _joined(texts: list[str]) -> str:
    return capped("\n\n".join(text.strip("\n") for text in texts if text.strip()))
