"""A manager's Markdown as the few plain tags a letter can carry."""

import nh3
from markdown_it import MarkdownIt

TAGS = frozenset(
    ["a", "b", "blockquote", "br", "code", "em", "h3", "i", "li", "ol", "p", "strong", "ul"]
)
SCHEMES = frozenset({"http", "https", "mailto"})
WRITER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "hr"])


def as_html(source: str) -> str:
    """Headings become the third level: the letter's title and the block's stand above."""
    tokens = WRITER.parse(source)
    for token in tokens:
        if token.tag in ("h1", "h2", "h4", "h5", "h6"):
            token.tag = "h3"
    html = WRITER.renderer.render(tokens, WRITER.options, {})
    return nh3.clean(
        html, tags=set(TAGS), attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None
    )
