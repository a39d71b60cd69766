"""Compiles a letter to many: everything is encoded once, only what differs stays open.

A plate is a list of byte segments with holes between. Filled with one recipient's values it is the
whole mail, and parsed back it equals `emails.fill` of the page it was made from.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from typing import Any

from emails import encode
from emails.clean import one_line
from emails.page import Page
from emails.slots import SLOT, filled, has_slot
from emails.wrap import RULE, WIDTH, underline, wrap

TEXT = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
HTML = TEXT.replace(b"plain", b"html")
LEADS = tuple(" >-0123456789")  # how a line begins that is folded under a mark of its own
FIRST, LAST = "\ue000", "\uf8ff"  # private characters hold the place of a fixed slot while folding
SPECIAL = re.compile("[&<>\"']")
HELD = re.compile(f"([{FIRST}-{LAST}])\\1*")
ODD = re.compile("  |^ | $|[\ufff9-\uffff]")  # what tidying would change in printable text


@dataclass(frozen=True)
class Hole:
    """Where a value goes, and how it is written there: one of the keys of `WRITERS`."""

    kind: str
    name: str  # of the value, or a pattern with slots for the kinds that need their whole line


@dataclass(frozen=True)
class Plate:
    """Immutable. `body` is the index of the first part after the empty line of the header.

    `otherwise` has what stands for a value that a recipient lacks.
    """

    parts: tuple[bytes | Hole, ...]
    body: int
    otherwise: Mapping[str, str] = field(default_factory=dict)

    def dumps(self) -> str:
        parts = [
            part.decode("ascii") if isinstance(part, bytes) else [part.kind, part.name]
            for part in self.parts
        ]
        return json.dumps({"body": self.body, "parts": parts, "otherwise": dict(self.otherwise)})

    @classmethod
    def loads(cls, stored: str) -> "Plate":
        read = json.loads(stored)
        parts = (
            part.encode("ascii") if isinstance(part, str) else Hole(*part) for part in read["parts"]
        )
        return cls(tuple(parts), read["body"], read["otherwise"])

    @property
    def size(self) -> int:
        """Octets of the fixed parts; the values add a little."""
        return sum(len(part) for part in self.parts if isinstance(part, bytes))


def digest(stored: str) -> str:
    return sha256(stored.encode()).hexdigest()


# Making a plate


def compile_page(page: Page, headers: Sequence[tuple[str, str]], fixed: Mapping[str, int]) -> Plate:
    """`headers` are ASCII and may hold slots; the subject and MIME's own come by themselves.

    `fixed` names the slots whose values have one length and nothing that needs escaping. A header
    `To` becomes a hole for a whole mailbox, called `to`.
    """
    boundary = b"=_" + sha256(page.html.encode()).hexdigest()[:24].encode()
    press = Press(fixed)
    for name, value in headers:
        press.header(name, value)
    press.subject(page.subject)
    press.put(b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="')
    press.put(boundary + b'"\r\n\r\n')
    press.begin_body()
    press.put(b"--" + boundary + b"\r\n" + TEXT + b"\r\n")
    press.text(page.text)
    press.put(b"\r\n--" + boundary + b"\r\n" + HTML + b"\r\n")
    press.html(page.html)
    press.put(b"\r\n--" + boundary + b"--\r\n")
    return press.plate()


class Press:
    """Puts parts together; neighbouring segments become one."""

    def __init__(self, fixed: Mapping[str, int]) -> None:
        self.fixed = fixed
        self.parts: list[bytes | Hole] = []
        self.body = 0

    def put(self, part: bytes | Hole) -> None:
        last = self.parts[-1] if len(self.parts) > self.body else None
        if isinstance(part, bytes) and isinstance(last, bytes):
            self.parts[-1] = last + part
        elif part:
            self.parts.append(part)

    def begin_body(self) -> None:
        self.body = len(self.parts)

    def plate(self) -> Plate:
        return Plate(tuple(self.parts), self.body)

    def header(self, name: str, value: str) -> None:
        self.put(f"{name}: ".encode("ascii"))
        if name == "To":
            self.put(Hole("mailbox", "to"))
        else:
            self.pieces(value, lambda text: text.encode("ascii"), "raw")
        self.put(b"\r\n")

    def subject(self, words: str) -> None:
        self.put(b"Subject: ")
        self.put(Hole("subject", words) if has_slot(words) else subject(one_line(words)))
        self.put(b"\r\n")

    def html(self, source: str) -> None:
        """Each hole stands on a line of its own, between two soft breaks."""
        self.pieces(source, self.flow, "html")

    def flow(self, text: str) -> bytes:
        """QP that ends at the beginning of a line, whatever comes next."""
        done = encode.quoted(text)
        return done if not done or done.endswith(b"\r\n") else done + encode.SOFT

    def pieces(self, source: str, write: Callable[[str], bytes], kind: str) -> None:
        for place, piece in enumerate(re.split(SLOT.pattern, source)):
            if place % 2 == 0:
                self.put(write(piece))
            else:
                name = piece.replace("-", "_")
                mark = kind == "html" and name in self.fixed
                self.put(Hole("mark" if mark else kind, name))

    def text(self, source: str) -> None:
        """Line by line: one that holds a name is folded when the name is known (slots.refolded)."""
        lines = source.split("\n")
        for place, each in enumerate(lines):
            under = lines[place + 1] if place + 1 < len(lines) else ""
            if place and self.varies(lines[place - 1]) and RULE.fullmatch(each):
                continue  # the rule under a title that varies was written with it
            if place:
                self.put(b"\r\n")
            if not self.varies(each):
                self.held(each)
            elif RULE.fullmatch(under):
                self.put(Hole("title", under[0] + each))
            else:
                self.put(Hole("line", each))

    def varies(self, each: str) -> bool:
        names = {name.replace("-", "_") for name in SLOT.findall(each)}
        return bool(names - set(self.fixed))

    def held(self, each: str) -> None:
        """A line whose slots have one length: folded now, around marks of that length."""
        names = dict.fromkeys(name.replace("-", "_") for name in SLOT.findall(each))
        marks = {name: chr(ord(FIRST) + at) * self.fixed[name] for at, name in enumerate(names)}
        folded = wrap(filled(each, marks)) if names else each
        self.marked(folded, {mark[0]: name for name, mark in marks.items()})

    def marked(self, folded: str, by_mark: Mapping[str, str]) -> None:
        at = 0
        for found in HELD.finditer(folded):
            if found[1] in by_mark:
                self.put(self.flow(folded[at : found.start()]))
                self.put(Hole("mark", by_mark[found[1]]))
                at = found.end()
        self.put(encode.quoted(folded[at:]))


# Filling it


class Filler:
    """A plate made ready: `fill` takes microseconds, whatever the names are."""

    def __init__(self, plate: Plate, same: Mapping[str, str]) -> None:
        """`same` are the values that every recipient shares, such as the date."""
        parts, self.body = poured(plate, same)
        self.blank = [part if isinstance(part, bytes) else b"" for part in parts]
        holes: dict[Hole, list[int]] = {}
        for place, part in enumerate(parts):
            if isinstance(part, Hole):
                holes.setdefault(part, []).append(place)
        self.holes = [
            (*WRITERS[hole.kind](hole.name), tuple(places)) for hole, places in holes.items()
        ]

    def fill(self, values: Mapping[str, str]) -> list[bytes]:
        """The mail in pieces. Every value is one line, see `clean`; `to` is written by `encode`."""
        parts = self.blank.copy()
        for name, write, places in self.holes:
            piece = write(values[name] if name else values)
            for place in places:
                parts[place] = piece
        return parts

    def asks(self, name: str) -> bool:
        """Whether this letter has a place for the value."""
        return any(name == asked for asked, _, _ in self.holes)

    def mail(self, values: Mapping[str, str]) -> bytes:
        return b"".join(self.fill(values))


def poured(plate: Plate, same: Mapping[str, str]) -> tuple[list[bytes | Hole], int]:
    """With the shared values in place: fewer holes for each recipient."""
    press = Press({})
    for place, part in enumerate(plate.parts):
        if place == plate.body:
            press.begin_body()
        if isinstance(part, Hole) and part.name in same:
            name, write = WRITERS[part.kind](part.name)
            part = write(same[part.name] if name else same)
        press.put(part)
    return press.parts, press.body


def clean(value: str) -> str:
    """What `emails.fill` makes of a value, quickly when there is nothing to mend."""
    fine = value.isprintable() and not ODD.search(value)
    return value if fine and unicodedata.is_normalized("NFC", value) else one_line(value)


def markup(value: str) -> bytes:
    return encode.inside(escape(value) if SPECIAL.search(value) else value)


def mark(value: str) -> bytes:
    return value.encode("ascii") + encode.SOFT


Writer = tuple[str, Callable[[Any], bytes]]  # the value's name, or "" for all values


def patterned(write: Callable[[str], bytes]) -> Callable[[str], Writer]:
    """For a pattern with slots. Cut once, so that filling is a join."""

    def prepared(pattern: str) -> Writer:
        pieces = SLOT.split(pattern)
        names = [name.replace("-", "_") for name in pieces[1::2]]

        def fill(values: Mapping[str, str]) -> bytes:
            pieces[1::2] = [values[name] for name in names]
            return write("".join(pieces))

        return "", fill

    return prepared


def text_line(full: str) -> bytes:
    whole = len(full) <= WIDTH and full[:1] not in LEADS and full[-1:] != " "
    return encode.line(full if whole else wrap(full))


def title(pattern: str) -> bytes:
    """The first character is the stroke of the rule below."""
    stroke, full = pattern[0], pattern[1:]
    return encode.quoted(f"{wrap(full)}\n{underline(full, stroke)}")


WRITERS: dict[str, Callable[[str], Writer]] = {
    "raw": lambda name: (name, str.encode),
    "mailbox": lambda name: (name, str.encode),
    "mark": lambda name: (name, mark),
    "html": lambda name: (name, markup),
    "line": patterned(text_line),
    "title": patterned(title),
    "subject": patterned(lambda full: subject(one_line(full))),
}


def subject(words: str) -> bytes:
    return encode.unstructured(words.replace("=?", "= ?"), len("Subject: "))
