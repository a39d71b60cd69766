"""Whether a mail is small and shallow enough to be parsed at all, judged on its bytes alone."""

import re
from itertools import islice

MAX_BYTES = 40 * 1024 * 1024
MAX_PARTS = 500
MAX_DEPTH = 50
MAX_HEADERS = 1000
MAX_HEADER = 64 * 1024
MAX_HEAD = 256 * 1024
# The standard library's parameter parser is quadratic in the length of this one header.
MAX_CONTENT_TYPE = 8 * 1024

BLANK = re.compile(rb"\r?\n\r?\n|\r\r")
# Of bytes in lower case: a pattern that begins with plain letters is sought six times as fast.
CONTAINERS = (
    re.compile(rb"boundary[ \t]*\*?(?:0\*?)?[ \t]*="),
    re.compile(rb"message/(?:rfc822|global|partial)"),
)
CONTENT_TYPE = re.compile(rb"\ncontent-type[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
BOUNDARY = re.compile(rb"boundary[ \t]*=[ \t\r\n]*\"?([^\"\r\n;]{1,200})")
FOLD = re.compile(rb"\r?\n(?![ \t])|\r(?![\n \t])")


def over_limit(raw: bytes) -> str | None:
    """The sentence that says which limit was passed, or nothing."""
    if not raw.strip():
        return "The mail is empty."
    if len(raw) > MAX_BYTES:
        return "The mail is larger than 40 MB, so only its headers were read."
    return _head_fault(head(raw)) or _body_fault(raw)


def head(raw: bytes) -> bytes:
    found = BLANK.search(raw, 0, MAX_HEAD + 1)
    return raw[: found.start()] if found else raw[: MAX_HEAD + 1]


def safe_head(raw: bytes) -> bytes:
    """The header block with everything beyond the limits cut away."""
    lines = FOLD.split(head(raw)[:MAX_HEAD])[:MAX_HEADERS]
    kept = [line[:MAX_HEADER] for line in lines if not line.lower().startswith(b"content-type")]
    return b"\r\n".join(kept) + b"\r\n\r\n"


def _head_fault(block: bytes) -> str | None:
    if len(block) > MAX_HEAD:
        return "The mail has more than 256 kB of headers, so only the first were read."
    lines = FOLD.split(block)
    if len(lines) > MAX_HEADERS:
        return "The mail has more than 1000 headers, so only the first were read."
    if any(len(line) > MAX_HEADER for line in lines):
        return "The mail has a header longer than 64 kB, so only its headers were read."
    return None


def _body_fault(raw: bytes) -> str | None:
    lower = b"\n" + raw.lower()
    if sum(_at_most(MAX_DEPTH, pattern, lower) for pattern in CONTAINERS) > MAX_DEPTH:
        return "The mail is nested too deeply to read, so only its headers were read."
    for types, found in enumerate(CONTENT_TYPE.finditer(lower)):
        if types > MAX_PARTS or found.end() - found.start() > MAX_CONTENT_TYPE:
            return "The mail has too many parts to read, so only its headers were read."
    spans = {found.span(1) for found in islice(BOUNDARY.finditer(lower), 2 * MAX_DEPTH)}
    names = {raw[start - 1 : end - 1] for start, end in spans}
    if sum(raw.count(b"\n--" + name) for name in names) > 2 * MAX_PARTS:
        return "The mail has too many parts to read, so only its headers were read."
    return None


def _at_most(limit: int, pattern: re.Pattern[bytes], raw: bytes) -> int:
    """How often it is found; counting ends one above the limit."""
    return sum(1 for _ in islice(pattern.finditer(raw), limit + 1))
