"""The newest part of a mail: what the person wrote above, below or between what they quote."""

import re

from service.inbox.read.attribution import quotes_follow, wrote_line
from service.inbox.read.header_block import after_block, header_block
from service.inbox.read.signature import without_signature

QUOTED = re.compile(r"^\s{0,3}(?:[>＞]|[A-ZÆØÅ]{2,3}> )")
INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u202a-\u202c]")
SIGNED = re.compile(r"\A\s*-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]{1,20}: .{1,80}\n){0,5}")
ASKED = ("?", "!", ":", "…")
WRAPPED = 60
MAX_ABOVE_QUOTE = 3


def newest(text: str) -> str:
    """Own words without quotes and signature; nothing is lost, the full text stays beside it."""
    plain = SIGNED.sub("", INVISIBLE.sub("", text.replace("\r\n", "\n")))
    own: list[str] = []
    for stretch in _stretches(plain.split("\n")):
        kept = "\n".join(line.rstrip() for line in without_signature(stretch, bool(own)))
        if kept.strip():
            own.append(kept.strip("\n"))
    return "\n\n".join(own).strip()


def _stretches(lines: list[str]) -> list[list[str]]:
    """The lines that are no quote, apart where a quote stood between them."""
    own: list[list[str]] = [[]]
    at, written = 0, False
    while at < len(lines):
        below = _below_quote(lines, at, written)
        if below > at:
            own.append([])
            at = below
        else:
            own[-1].append(lines[at])
            written = written or bool(lines[at].strip())
            at += 1
    return own


def _below_quote(lines: list[str], at: int, written: bool) -> int:
    """Where the person may go on, if a quote begins here; all below an unmarked one is quoted."""
    if _is_quoted(lines[at]):
        return _after_quote(lines, at, written)
    if taken := wrote_line(lines, at):
        return at + taken if _answers_below(lines, at + taken, written) else len(lines)
    if header_block(lines, at):
        below = after_block(lines, at)
        return below if _is_quoted("".join(lines[below : below + 1])) else len(lines)
    return at


def _is_quoted(line: str) -> bool:
    return bool(QUOTED.match(line))


def _answers_below(lines: list[str], at: int, written: bool) -> bool:
    """Whether the quote is marked, so that unmarked lines below it are the person's own."""
    if quotes_follow(lines, at):
        return True
    if written:
        return False
    words = 0
    for line in lines[at:]:
        if _is_quoted(line):
            return True
        words += bool(line.strip())
        if words > MAX_ABOVE_QUOTE:
            return False
    return False


def _after_quote(lines: list[str], at: int, written: bool) -> int:
    """Past the quote, and past the tail of a line that a mail program wrapped out of it."""
    while at < len(lines) and _is_quoted(lines[at]):
        at += 1
    ended = lines[at - 1].rstrip().endswith(ASKED if written else (*ASKED, "."))
    if at == len(lines) or not lines[at].strip() or ended:
        return at
    last = at + 1 == len(lines) or not lines[at + 1].strip()
    resumes = at + 1 < len(lines) and _is_quoted(lines[at + 1])
    wrapped = len(lines[at - 1]) >= WRAPPED and (resumes or last and lines[at][:1].islower())
    return at + 1 if wrapped and (written or resumes) else at
