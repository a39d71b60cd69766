"""The newest part of a mail: what the person wrote above, below or between what they quote."""

import re

from service.inbox.read.attribution import header_block, wrote_line
from service.inbox.read.signature import ends_words, is_footer

QUOTED = re.compile(r"^\s{0,3}>")


def newest(text: str) -> str:
    """Own words without quotes and signature; nothing is lost, the full text stays beside it."""
    lines = text.split("\n")
    own = _own_lines(lines)
    kept = _without_signature(own)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip()


def _own_lines(lines: list[str]) -> list[str]:
    own: list[str] = []
    at = 0
    while at < len(lines):
        taken = 0 if _is_quoted(lines[at]) else wrote_line(lines, at)
        if taken:
            if not _quotes_follow(lines, at + taken):
                return own
            at += taken
        elif header_block(lines, at) and not _is_quoted(lines[at]):
            return own
        elif _is_quoted(lines[at]):
            at = _after_quote(lines, at, any(line.strip() for line in own))
        else:
            own.append(lines[at])
            at += 1
    return own


def _is_quoted(line: str) -> bool:
    return bool(QUOTED.match(line))


def _quotes_follow(lines: list[str], at: int) -> bool:
    following = (line for line in lines[at:] if line.strip())
    return _is_quoted(next(following, ">"))


def _after_quote(lines: list[str], at: int, words_above: bool) -> int:
    """Past the quote, and past the tail of a line that a mail program wrapped out of it."""
    while at < len(lines) and _is_quoted(lines[at]):
        at += 1
    tail = at
    while tail < len(lines) and lines[tail].strip() and not _is_quoted(lines[tail]):
        tail += 1
    wrapped = len(lines[at - 1]) >= 60 and words_above
    resumes = tail < len(lines) and _is_quoted(lines[tail])
    if wrapped and tail - at == 1 and (resumes or lines[at][:1].islower()):
        return tail
    return at


def _without_signature(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        written = any(text.strip() for text in kept)
        if ends_words(line) and written:
            return kept
        if not (is_footer(line) or ends_words(line)):
            kept.append(line)
    return kept
