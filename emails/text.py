"""The plain-text twin of a letter: the same facts and links in the same order."""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from emails.slots import has_slot
from emails.wrap import underline, wrap

BREAK = "\v"
GAPS = re.compile(r"[ \t\n\r]+")

Lines = list[str]


def as_text(mjml: str, image: str = "Image") -> str:
    """Reads prepared MJML; `image` is the word before a picture's description."""
    body = ElementTree.fromstring(mjml).find("mj-body")
    parts = [] if body is None else list(Reader(image).parts(body))
    return "\n\n".join("\n".join(map(folded, lines)) for lines in parts) + "\n"


def folded(line: str) -> str:
    """A line with a slot is folded when the slot is filled, not before."""
    return line if has_slot(line) else wrap(line)


class Reader:
    """Walks the tree; each part is the lines between two empty lines."""

    def __init__(self, image: str) -> None:
        self.image = image
        self.kinds: dict[str, Callable[[Element], Iterator[Lines]]] = {
            "mj-text": self.flow,
            "mj-button": self.button,
            "mj-image": self.picture,
            "mj-table": self.table,
            "mj-divider": self.divider,
            "mj-raw": self.nothing,
        }
        self.blocks: dict[str, Callable[[Element], Iterator[Lines]]] = {
            "p": self.flow,
            "div": self.flow,
            "h1": self.title,
            "h2": self.title,
            "h3": self.title,
            "h4": self.title,
            "ul": self.bullets,
            "ol": self.numbers,
            "blockquote": self.quote,
            "table": self.table,
            "hr": self.divider,
        }

    def parts(self, element: Element) -> Iterator[Lines]:
        """`screen-only` marks what the text does not need, such as the name on top."""
        if "screen-only" in element.get("css-class", ""):
            return
        if element.tag in self.kinds:
            yield from self.kinds[element.tag](element)
        else:
            for child in element:
                yield from self.parts(child)

    def flow(self, element: Element) -> Iterator[Lines]:
        run = element.text or ""
        for child in element:
            if child.tag in self.blocks:
                yield from paragraph(run)
                yield from self.blocks[child.tag](child)
                run = child.tail or ""
            else:
                run += self.inline(child) + (child.tail or "")
        yield from paragraph(run)

    def title(self, element: Element) -> Iterator[Lines]:
        words = flat(self.words(element))
        stroke = "=" if element.tag == "h1" else "-"
        if words:
            yield [words, underline(words, stroke)]

    def bullets(self, element: Element) -> Iterator[Lines]:
        yield [line for item in element for line in hung("- ", self.inner(item))]

    def numbers(self, element: Element) -> Iterator[Lines]:
        items = enumerate(element, 1)
        yield [line for place, item in items for line in hung(f"{place}. ", self.inner(item))]

    def quote(self, element: Element) -> Iterator[Lines]:
        parts = list(self.flow(element))
        lines = [line for part in parts for line in [*part, ""]][:-1]
        if lines:
            yield [f"> {line}".rstrip() for line in lines]

    def table(self, element: Element) -> Iterator[Lines]:
        rows = ([flat(self.words(cell)) for cell in row] for row in element.iter("tr"))
        lines = [": ".join(cell for cell in row if cell) for row in rows]
        if any(lines):
            yield [line for line in lines if line]

    def button(self, element: Element) -> Iterator[Lines]:
        yield [f"{flat(self.words(element))}: {element.get('href', '')}"]

    def picture(self, element: Element) -> Iterator[Lines]:
        words = self.alt(element)
        if words:
            yield [linked(words, element.get("href", ""))]

    def divider(self, _: Element) -> Iterator[Lines]:
        yield ["* * *"]

    def nothing(self, _: Element) -> Iterator[Lines]:
        yield from ()

    def inner(self, element: Element) -> Lines:
        return [line for part in self.flow(element) for line in part]

    def words(self, element: Element) -> str:
        pieces = (self.inline(child) + (child.tail or "") for child in element)
        return (element.text or "") + "".join(pieces)

    def inline(self, element: Element) -> str:
        if element.tag == "br":
            return BREAK
        if element.tag == "img":
            return self.alt(element)
        if element.tag == "a":
            return linked(flat(self.words(element)), element.get("href", ""))
        return self.words(element)

    def alt(self, element: Element) -> str:
        words = flat(element.get("alt", ""))
        return f"[{self.image}: {words}]" if words else ""


def paragraph(run: str) -> Iterator[Lines]:
    lines = [flat(line) for line in run.split(BREAK)]
    if any(lines):
        yield lines


def flat(words: str) -> str:
    return GAPS.sub(" ", words.replace(BREAK, " ")).strip(" ")


def hung(lead: str, lines: Lines) -> Lines:
    """The first line under the mark, the rest under the first."""
    first, *rest = lines or [""]
    return [lead + first, *(" " * len(lead) + line for line in rest)]


def linked(words: str, url: str) -> str:
    address = url.removeprefix("mailto:")
    return words if not address or words == address else f"{words} ({address})"
