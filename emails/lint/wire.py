"""The bytes themselves: line ends, lengths, seven bits, encoded words, size."""

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Iterator

from emails.lint.mail import Fault, Mail

BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
WORD = re.compile(rb"=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=")
OPEN = re.compile(rb"=\?[\w-]+\?[bBqQ]\?")
LONGEST, WIDTH, WORD_WIDTH = 998, 78, 75
LIMIT = 25_000_000


def faults(mail: Mail) -> Iterator[Fault]:
    if found := BARE.search(mail.raw):
        yield Fault(26, f"A line end that is not CRLF stands at byte {found.start()}.")
    if not mail.raw.isascii() or b"\0" in mail.raw:
        yield Fault(7, "The mail is not in seven bits.")
    if len(mail.raw) >= LIMIT:
        yield Fault(67, f"The mail has {len(mail.raw)} bytes; many servers stop at 25 MB.")
    yield from lines(mail)
    yield from words(mail.head)


def lines(mail: Mail) -> Iterator[Fault]:
    longest = max(map(len, re.split(rb"\r?\n", mail.raw)))
    if longest > LONGEST:
        yield Fault(32, f"A line has {longest} characters; {LONGEST} are allowed.")
        return
    for line in re.split(rb"\r?\n", mail.head):
        if len(line) > WIDTH and foldable(line):
            yield Fault(32, f"A header line has {len(line)} characters: {printable(line[:40])}")


def foldable(line: bytes) -> bool:
    """Whether there is white space to fold at: a long address or Message-ID has none."""
    _, colon, value = line.partition(b":")
    return len((value if colon and line[:1] not in b" \t" else line).split()) > 1


def words(head: bytes) -> Iterator[Fault]:
    for found in WORD.finditer(head):
        word = found[0]
        if len(word) > WORD_WIDTH:
            yield Fault(31, f"An encoded word has {len(word)} characters: {printable(word[:40])}")
        elif not whole(*found.groups()):
            yield Fault(31, f"An encoded word holds no whole characters: {printable(word)}")
    if len(OPEN.findall(head)) > len(WORD.findall(head)):
        yield Fault(31, "An encoded word does not end.")


def whole(charset: bytes, kind: bytes, content: bytes) -> bool:
    try:
        raw = a2b_base64(content) if kind in b"bB" else a2b_qp(content, header=True)
        raw.decode(charset.decode("ascii"))
    except (Error, UnicodeDecodeError, LookupError):
        return False
    return True


def printable(line: bytes) -> str:
    return line.decode("ascii", "replace")
