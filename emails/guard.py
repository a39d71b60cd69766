"""Checks MJML before it is compiled: says what is wrong and where, and makes values safe.

The compiler prints attribute values with its own language's escapes, so that a quote in a
value could open a new attribute, and it keeps silent about tags it does not know.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape

from mjml import mjml2html as compiled

VOID = frozenset(["br", "hr", "img", "meta"])
HTML = VOID | frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "code",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "i",
        "li",
        "ol",
        "p",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
HEAD = frozenset(["mj-attributes", "mj-breakpoint", "mj-preview", "mj-raw", "mj-style", "mj-title"])
CONTENT = frozenset(
    ["mj-button", "mj-divider", "mj-image", "mj-raw", "mj-spacer", "mj-table", "mj-text"]
)
CHILDREN = {
    "mjml": frozenset({"mj-head", "mj-body"}),
    "mj-head": HEAD,
    "mj-body": frozenset(["mj-section", "mj-wrapper", "mj-hero", "mj-raw"]),
    "mj-wrapper": frozenset({"mj-section", "mj-hero", "mj-raw"}),
    "mj-section": frozenset({"mj-column", "mj-group", "mj-raw"}),
    "mj-group": frozenset({"mj-column", "mj-raw"}),
    "mj-column": CONTENT,
    "mj-hero": CONTENT,
}
KNOWN = frozenset(CHILDREN).union(*CHILDREN.values())
SETTABLE = KNOWN | {"mj-all", "mj-class"}
WORDED = frozenset(
    ["mj-title", "mj-preview", "mj-style", "mj-raw", "mj-text", "mj-button", "mj-table"]
)

NAMED = r"""[^\s=<>/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?"""
TOKEN = re.compile(rf"<!--(.*?)-->|<(/?)([A-Za-z][\w-]*)((?:\s+{NAMED})*)\s*(/?)>", re.DOTALL)
NAME = re.compile(r"""([^\s=<>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?""")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
UNSAFE_LINK = re.compile(r"[\s\x00-\x20]*(?!https?:|mailto:|tel:|cid:)[a-z][a-z0-9+.-]*:", re.I)
LINKS = frozenset({"href", "src", "background-url"})


class MjmlError(ValueError):
    """What is wrong, with its line and column."""

    def __init__(self, trouble: str, source: str, place: int) -> None:
        self.trouble = trouble
        self.line = source.count("\n", 0, place) + 1
        self.column = place - source.rfind("\n", 0, place)
        super().__init__(f"line {self.line}, column {self.column}: {trouble}")


def mjml2html(source: str) -> str:
    return to_html(prepare(source))


def to_html(prepared: str) -> str:
    """Compiles what `prepare` gave; without fonts, since a font is a request to a stranger.

    The compiler only ever sees ASCII: it looks ahead by bytes and panics inside a character.
    """
    return compiled(prepared.encode("ascii", "xmlcharrefreplace").decode(), fonts={})


def prepare(source: str) -> str:
    """The same MJML as well-formed XML with safe values, or an `MjmlError`."""
    reading = Reading(source)
    place = 0
    while place < len(source):
        place = reading.step(place)
    return reading.ended()


@dataclass
class Reading:
    """One pass over the source, with the tags that are still open."""

    source: str
    open: list[tuple[str, int]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    rooted: bool = False

    def step(self, place: int) -> int:
        if self.source[place] != "<":
            return self.text(place)
        token = TOKEN.match(self.source, place)
        if not token:
            raise self.error("a < that begins no tag; write &lt;", place)
        self.tag(token)
        return token.end()

    def ended(self) -> str:
        if self.open:
            tag, place = self.open[-1]
            raise self.error(f"<{tag}> is never closed", place)
        if not self.rooted:
            raise self.error("there is no <mjml>", 0)
        return "".join(self.written)

    def text(self, place: int) -> int:
        end = self.source.find("<", place)
        end = len(self.source) if end < 0 else end
        words = self.source[place:end]
        if words.strip() and (self.inside in CHILDREN or self.inside in ("", "mj-attributes")):
            at = place + len(words) - len(words.lstrip())
            raise self.error("words stand outside <mj-text>", at)
        self.written.append(as_value(words) if self.inside == "mj-title" else as_text(words))
        return end

    def tag(self, token: re.Match[str]) -> None:
        comment, closing, tag, attributes, closed = token.groups()
        if comment is not None:
            self.comment(comment, token)
        elif closing:
            self.close(tag, token.start())
        else:
            self.check(tag, token.start())
            self.begin(tag, self.attributes(attributes, token.start(4)), bool(closed), token)

    def comment(self, words: str, token: re.Match[str]) -> None:
        if "--" in words or words.endswith("-") or words.startswith((">", "->")):
            raise self.error("a comment that a browser would end early", token.start())
        self.written.append(NO_XML.sub("", token[0]))

    def begin(self, tag: str, attributes: str, closed: bool, token: re.Match[str]) -> None:
        ended = closed or tag in VOID
        self.written.append(f"<{tag}{attributes}{' /' if ended else ''}>")
        self.rooted = True
        if not ended:
            self.open.append((tag, token.start()))

    def close(self, tag: str, place: int) -> None:
        if not self.open:
            raise self.error(f"</{tag}> closes nothing", place)
        if self.inside != tag:
            line = self.source.count("\n", 0, self.open[-1][1]) + 1
            raise self.error(f"</{tag}>, but <{self.inside}> from line {line} is still open", place)
        self.open.pop()
        self.written.append(f"</{tag}>")

    def check(self, tag: str, place: int) -> None:
        """Refuses tags nobody knows and tags where they do nothing."""
        if tag not in SETTABLE and tag not in HTML:
            raise self.error(f"unknown tag <{tag}>", place)
        if not self.fits(tag):
            where = f"inside <{self.inside}>" if self.inside else "here"
            raise self.error(f"<{tag}> cannot stand {where}", place)

    def fits(self, tag: str) -> bool:
        if not self.inside:
            return tag == "mjml" and not self.rooted
        if self.inside == "mj-attributes":
            return tag in SETTABLE
        if self.inside in CHILDREN:
            return tag in CHILDREN[self.inside]
        return tag in HTML and (self.inside in WORDED or self.inside in HTML)

    def attributes(self, source: str, start: int) -> str:
        seen: dict[str, str] = {}
        for found in NAME.finditer(source):
            name = found[1].lower()
            value = next((part for part in found.groups()[1:] if part is not None), name)
            if name in seen:
                raise self.error(f"{name} is given twice", start + found.start())
            self.allow(name, unescape(value), start + found.start())
            seen[name] = as_value(value)
        return "".join(f' {name}="{value}"' for name, value in seen.items())

    def allow(self, name: str, value: str, place: int) -> None:
        if name.startswith("on") or not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise self.error(f"{name} is not allowed", place)
        if name in LINKS and UNSAFE_LINK.match(value):
            raise self.error(f"{name} must lead to a web page or an address", place)

    @property
    def inside(self) -> str:
        return self.open[-1][0] if self.open else ""

    def error(self, trouble: str, place: int) -> MjmlError:
        return MjmlError(trouble, self.source, place)


def as_text(words: str) -> str:
    """Named characters such as &nbsp; as themselves: XML knows only five names.

    A > stays, since a style sheet needs it.
    """
    plain = NO_XML.sub("", unescape(words)).replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace("]]>", "]]&gt;")


def as_value(value: str) -> str:
    """On one line, and without the two characters that could end or bend it."""
    flat = re.sub(r"\s*[\r\n\t]\s*", " ", NO_XML.sub("", unescape(value)))
    return escape(flat).replace("\\", "&#92;").replace("\x7f", "")
