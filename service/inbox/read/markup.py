"""HTML to plain text in one linear pass, with a quote shown as "> " lines as mail programs do."""

import re
from html import unescape

from service.inbox.read.attribution import wrote_line
from service.inbox.read.markers import mark_of

# html.parser is quadratic on unclosed comments and tags, so the tags are found by one pattern
# whose every attempt ends at the next "<".
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*|[^<>]*)>")
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
GAPS = re.compile(r"\n{3,}")

HIDDEN = frozenset({"style", "script", "head", "title", "template"})
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"})
BLOCKS = PARAGRAPHS | {"div", "br", "tr", "li", "hr", "pre", "section", "article", "body"}
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "area", "wbr", "base"})
BREAK_LINE = "-----Original Message-----"


def to_lines(html: str) -> str:
    page = _Page()
    end = 0
    html = _without(html, "<!--", "-->")
    for tag in TAG.finditer(html):
        page.text(html[end : tag.start()])
        page.close(tag[2].lower()) if tag[1] else page.open(tag[2].lower(), tag[3])
        end = tag.end()
    page.text(html[end:])
    return GAPS.sub("\n\n", page.result()).strip("\n")


class _Page:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.stack: list[tuple[str, str]] = []
        self.open_tags: dict[str, int] = {}
        self.marks = {"hidden": 0, "quote": 0, "signature": 0}

    def text(self, piece: str) -> None:
        if self.marks["hidden"] == 0 and piece:
            self.line.append(SPACE.sub(" ", unescape(piece)))

    def open(self, tag: str, attributes: str) -> None:
        mark = "hidden" if tag in HIDDEN else mark_of(tag, attributes)
        if tag in BLOCKS or mark:
            self.end_line(paragraph=tag in PARAGRAPHS)
        if tag == "blockquote" and not mark and self.below_attribution():
            mark = "quote"
        shown = not self.marks["quote"]
        if mark == "break" and shown:
            self.lines.append(BREAK_LINE)
        if tag in VOID or attributes.endswith("/"):
            return
        if mark == "signature" and shown:
            self.lines.append("-- ")
        self.stack.append((tag, mark))
        self.open_tags[tag] = self.open_tags.get(tag, 0) + 1
        if mark in self.marks:
            self.marks[mark] += 1

    def close(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_line(paragraph=tag in PARAGRAPHS)
        while self.open_tags.get(tag):
            name, mark = self.stack.pop()
            self.open_tags[name] -= 1
            if mark in self.marks:
                self.end_line(paragraph=False)
                self.marks[mark] -= 1
            if name == tag:
                return

    def below_attribution(self) -> bool:
        above = [line for line in self.lines[-3:] if line][-1:]
        return bool(above and wrote_line(above, 0))

    def end_line(self, paragraph: bool) -> None:
        text = "".join(self.line).strip()
        self.line = []
        prefix = "> " if self.marks["quote"] else ""
        if text:
            self.lines += [prefix + line for line in text.split("\n")]
        if paragraph and self.lines and self.lines[-1]:
            self.lines.append(prefix.strip())

    def result(self) -> str:
        self.end_line(paragraph=False)
        return "\n".join(self.lines)


def _without(text: str, start: str, end: str) -> str:
    kept, at = [], 0
    while (opening := text.find(start, at)) >= 0:
        kept.append(text[at:opening])
        closing = text.find(end, opening)
        if closing < 0:
            return "".join(kept)
        at = closing + len(end)
    return "".join([*kept, text[at:]])
