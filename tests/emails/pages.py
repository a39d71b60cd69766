"""What the letter tests share: a frame, all letters in all languages, and a reader of HTML."""

from html.parser import HTMLParser

from hypothesis import strategies as st

from emails import Frame, Letter, every
from emails.words import LANGUAGES

FRAME = Frame(
    community="Pådriv Havnevik",
    address="Kaigata 4, 4800 Havnevik",
    home_url="https://paadriv.example/havnevik",
    reply_address="hei@havnevik.example",
    stop_url="https://paadriv.example/u/Kf3xV9",
    mine_url="https://paadriv.example/mine/Kf3xV9",
)

LETTERS: list[type[Letter]] = every()
EACH = [(letter, language) for letter in LETTERS for language in LANGUAGES]
NAMES = [f"{letter.name}.{language}" for letter, language in EACH]

HOSTILE = (
    "<script>alert(1)</script>",
    "</mj-text></mj-column>",
    "<!-- x",
    "]]>",
    "q\" onerror='x",
    "a\r\nBcc: evil@example.com",
    "a\x00\v\x85\u2028b",
    "{first_name.__class__}",
    "{{ frame }}{% block %}",
    "\\u{a0}\\",
    "&nbsp;&lt;&copy",
    "\u202eevil\u202c",
    "שלום עולם",
    "e\u0301 n\u0303",
    "x" * 200,
    "👩‍👩‍👧 🎈",
    "æøåÁČŻ",
    "pdslot-first-name-x",
    "=====",
    "> - 1. ",
)

anything = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=4).map("".join),
)
printable = anything.filter(lambda value: "pdslot" not in value)


class Outline(HTMLParser):
    """The tags with their attribute names, the links, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.languages: list[str] = []
        self.pictures: list[dict[str, str]] = []
        self.written: list[str] = []
        self.styling = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, tuple(sorted(values))))
        if tag == "a":
            self.links.append(values["href"])
        if tag == "img":
            self.pictures.append(values)
        if "lang" in values:
            self.languages.append(f"{tag} {values['lang']}")

        self.styling = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.styling = False

    def handle_data(self, data: str) -> None:
        if not self.styling:
            self.written.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.written).split())


def body(html: str) -> str:
    """What is read on the screen: without the head and without the hidden preheader."""
    rest = html.partition("<body")[2]
    return "<div" + rest.partition("</div>")[2]
