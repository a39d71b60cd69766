"""One letter in one language, as subject, HTML and plain text."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from emails import blocks
from emails.clean import one_line, safe_url, tidied
from emails.frame import Frame, Palette, palette
from emails.guard import prepare, to_html
from emails.letter import Letter, folder, shelves
from emails.markdown import as_html
from emails.page import Page
from emails.text import as_text
from emails.words import known, read, spoken

HERE = Path(__file__).parent
PADDING = "\u00a0\u034f" * 40


def render(
    letter: Letter, language: str, frame: Frame, overrides: Mapping[str, str] | None = None
) -> Page:
    """`overrides` are a manager's own sentences for this letter in this language, by key."""
    tongue = known(language)
    values = tidied({field.name: getattr(letter, field.name) for field in fields(letter)})
    books = (HERE / "layout.toml", folder(letter.name) / "words.toml")
    named = {"community": frame.community, **values}
    words = spoken(books, tongue, named, overrides)
    source = prepare(built(letter, tongue, frame, words | {"why": frame.why or words["why"]}))
    return Page(
        subject=one_line(words["subject"]),
        preheader=one_line(words["preheader"]),
        html=dressed(to_html(source), palette(frame.colour)),
        text=as_text(source, words["image"]),
    )


def warm() -> None:
    """Read and compile every letter and block, so that a fork for each letter has them already."""
    desk = templates(shelves())
    for name in desk.list_templates(extensions=("mjml",)):
        desk.get_template(name)
    for shelf in shelves():
        for book in shelf.rglob("words.toml"):
            read(book)
    read(HERE / "layout.toml")
    inliner(palette(Frame.colour))


def built(letter: Letter, language: str, frame: Frame, words: dict[str, str]) -> str:
    """The letter as MJML."""
    desk = templates(shelves())
    body = desk.get_template(f"{letter.name.replace('.', '/')}/body.mjml")
    return body.render(
        **tidied(asdict(letter)),
        words=words,
        language=language,
        stream=letter.stream,
        frame=tidied(asdict(frame)),
        palette=palette(frame.colour),
        padding=PADDING,
        draw=partial(drawn, desk, language),
    )


def drawn(desk: Environment, language: str, stored: Mapping[str, Any]) -> Markup:
    """One newsletter block as MJML."""
    block = blocks.unpack(stored)
    values = tidied(asdict(block))
    words = spoken((blocks.folder(block.name) / "words.toml",), language, values)
    template = desk.get_template(f"blocks/{block.name}/body.mjml")
    return Markup(template.render(**values, words=words))


def dressed(html: str, colours: Palette) -> str:
    """The style sheets in the head are for the screen and the dark: they stay there."""
    marked = html.replace("<style", '<style data-css-inline="ignore"')
    return inliner(colours).inline(marked).replace(' data-css-inline="ignore"', "")


@lru_cache(maxsize=64)
def inliner(colours: Palette) -> CSSInliner:
    """Writes the plain look into each tag: many readers drop a letter's style sheet."""
    look = templates(shelves()).get_template("look.css").render(palette=colours)
    return CSSInliner(
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=look,
    )


@lru_cache(maxsize=8)
def templates(places: tuple[Path, ...]) -> Environment:
    """Each file in `parts` holds one macro of the same name, at hand in every letter."""
    desk = Environment(
        loader=FileSystemLoader(places),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    desk.filters.update(url=safe_url, line=one_line, markdown=markdown, paragraphs=paragraphs)
    desk.globals.update((part.stem, macro(desk, part.stem)) for part in (HERE / "parts").iterdir())
    return desk


def macro(desk: Environment, name: str) -> Callable[..., Markup]:
    found: Callable[..., Markup] = getattr(desk.get_template(f"parts/{name}.mjml").module, name)
    return found


def markdown(source: str) -> Markup:
    return Markup(as_html(source))


def paragraphs(source: str) -> list[list[str]]:
    """Plain text as paragraphs of lines; an empty line stands between two."""
    lines = [one_line(line) for line in source.strip().split("\n")]
    groups = "\n".join(lines).split("\n\n")
    return [[line for line in group.split("\n") if line] for group in groups if group.strip()]
