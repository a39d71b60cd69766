"""The words of a mail: its plain text, or its HTML made plain, capped before any rule runs."""

from email.message import Message

from service.inbox.read.markup import to_lines
from service.inbox.read.parse import attached, content, content_type, parts

MAX_TEXT = 64 * 1024
MAX_LINES = 2000


def words_of(message: "Message[str, str]") -> str:
    leaves = [part for part in parts(message) if not attached(part)]
    plain = _joined([content(part) for part in leaves if content_type(part) == "text/plain"])
    if plain.strip():
        return plain
    html = [content(part) for part in leaves if content_type(part) == "text/html"]
    return _joined([to_lines(page) for page in html])


def capped(text: str) -> str:
    return "\n".join(text[:MAX_TEXT].split("\n")[:MAX_LINES])


def _joined(texts: list[str]) -> str:
    return capped("\n\n".join(text.strip("\n") for text in texts if text.strip()))
