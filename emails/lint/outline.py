"""What a screen makes of the HTML: its tags, links with their words, pictures and language."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HIDDEN = ("head", "style", "title", "script")
VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")


@dataclass
class Link:
    href: str
    words: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return " ".join("".join(self.words).split())


class Outline(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.links: list[Link] = []
        self.visible: list[str] = []
        self.titled: list[str] = []
        self.style = ""
        self.inside: list[str] = []
        self.hidden: list[bool] = [False]
        self.anchor: Link | None = None
        self.feed(html)
        self.close()

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    @property
    def words(self) -> str:
        return " ".join(self.visible)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if tag in VOID:
            return
        out_of_sight = tag in HIDDEN or "display:none" in values.get("style", "").replace(" ", "")
        self.inside.append(tag)
        self.hidden.append(self.hidden[-1] or out_of_sight)
        if tag == "a" and "href" in values:
            self.anchor = Link(values["href"])
            self.links.append(self.anchor)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.anchor = None
        if tag in self.inside:
            last = len(self.inside) - self.inside[::-1].index(tag) - 1
            del self.inside[last:], self.hidden[last + 1 :]

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "style":
            self.style += data
        elif self.inside and self.inside[-1] == "title":
            self.titled.append(data)
        elif not self.hidden[-1]:
            self.visible.append(data)
            if self.anchor:
                self.anchor.words.append(data)
