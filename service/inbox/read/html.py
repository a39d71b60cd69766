"""A mail's HTML made safe to show: no script, no picture, no form, and each link says where to."""

import re
from html import escape, unescape
from urllib.parse import urlsplit

import nh3

from service.inbox.read.parse import attached, content, content_type, open_mail, parts

MAX_CHARS = 256 * 1024
TAGS = frozenset(
    ("a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del")
    + ("div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "li", "ol")
    + ("p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td")
    + ("tfoot", "th", "thead", "tr", "u", "ul")
)
EMPTIED = frozenset(
    ("script", "style", "title", "head", "template", "noscript", "iframe", "object", "embed")
    + ("svg", "math", "textarea", "select", "form", "audio", "video")
)
ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "*": {"lang", "dir"},
}
MAX_DEPTH = 1000
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "area", "wbr", "base"})
IMAGE = re.compile(r"(?i)<img\b(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
ALT = re.compile(r"(?i)\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
LINK = re.compile(r"<a href=\"([^\"]*)\"([^>]*)>(.*?)</a>", re.DOTALL)


def html_of(raw: bytes) -> str:
    """The HTML of this mail, safe; empty when it has none."""
    mail = open_mail(raw)
    if mail.refused:
        return ""
    leaves = (part for part in parts(mail.message) if not attached(part))
    pages = [content(part) for part in leaves if content_type(part) == "text/html"]
    return safe("\n<hr>\n".join(pages))


def safe(html: str) -> str:
    """Empty when it is nested so deeply that no person made it: cleaning that takes seconds."""
    if _depth(html[:MAX_CHARS]) > MAX_DEPTH:
        return ""
    described = IMAGE.sub(lambda found: _described(found[0]), html[:MAX_CHARS])
    clean = nh3.clean(
        described,
        tags=set(TAGS),
        clean_content_tags=set(EMPTIED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return LINK.sub(_with_host, clean)


def _depth(html: str) -> int:
    """How many tags stand open at most, as a reader of HTML would count at worst."""
    depth = most = 0
    for found in TAG.finditer(html):
        if found[2].lower() not in VOID:
            depth = max(0, depth - 1) if found[1] else depth + 1
            most = max(most, depth)
    return most


def _described(tag: str) -> str:
    """A picture is never fetched: it would tell its sender that the mail was read."""
    found = ALT.search(tag)
    alt = unescape(next((text for text in found.groups() if text), "")) if found else ""
    return f"[{escape(alt.strip()[:200])}]" if alt.strip() else ""


def _with_host(found: re.Match[str]) -> str:
    """Where a link leads stands beside it, unless its words say so themselves."""
    address, rest, words = found.groups()
    host = (urlsplit(unescape(address)).hostname or "") if "://" in address else ""
    shown = unescape(re.sub(r"<[^>]*>", "", words)).strip().lower()
    told = shown.removeprefix("https://").removeprefix("http://").partition("/")[0]
    beside = f" <small>({escape(host)})</small>" if host and told != host else ""
    return f'<a href="{address}"{rest}>{words}</a>{beside}'
