"""A manager's Markdown as the few plain tags a letter can carry."""

import re

import nh3
from markdown_it import MarkdownIt

TAGS = frozenset(
    ["a", "b", "blockquote", "br", "code", "em", "h3", "i", "li", "ol", "p", "strong", "ul"]
)
SCHEMES = frozenset({"http", "https", "mailto"})
WRITER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "hr"])
NUMBERED = re.compile(r"^( {0,3}\d{1,3})([.)])(?=\s)")


def as_html(source: str) -> str:
    """Headings become the third level: the letter's title and the block's stand above."""
    tokens = WRITER.parse(dates_kept(source))
    for token in tokens:
        if token.tag in ("h1", "h2", "h4", "h5", "h6"):
            token.tag = "h3"
    html = WRITER.renderer.render(tokens, WRITER.options, {})
    return nh3.clean(
        html, tags=set(TAGS), attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None
    )


def dates_kept(source: str) -> str:
    """A line that begins "28. oktober" is a date, not a list; a list has a line before or after."""
    lines = source.split("\n")
    numbered = [NUMBERED.match(line) is not None for line in lines]
    beside = [
        before or after
        for before, after in zip([False, *numbered], [*numbered[1:], False], strict=False)
    ]
    return "\n".join(
        NUMBERED.sub(r"\1\\\2", line) if starts and not listed else line
        for line, starts, listed in zip(lines, numbered, beside, strict=True)
    )
