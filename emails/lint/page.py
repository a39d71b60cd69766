"""The HTML: small, whole, and without what mail programs strip or readers cannot hear."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from emails.lint.mail import Fault, Mail
from emails.lint.outline import Link, Outline

LIMIT = 102_000  # where Gmail stops showing a letter
STYLE = 16_000
FORBIDDEN = ("script", "form", "svg", "iframe", "object", "embed", "link")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s/]+\S*", re.IGNORECASE)


def faults(mail: Mail) -> Iterator[Fault]:
    if not mail.html:
        return
    if (size := len(mail.html.encode())) >= LIMIT:
        yield Fault(58, f"The HTML has {size} bytes; Gmail cuts it at {LIMIT}.")
    starts, ends = mail.html.count("<!--[if"), mail.html.count("<![endif]")
    if starts != ends:
        yield Fault(63, f"{starts} conditions for Outlook begin and {ends} end.")
    yield from pieces(mail.outline)
    yield from style(mail.outline)
    for link in mail.outline.links:
        yield from honest(link)


def pieces(outline: Outline) -> Iterator[Fault]:
    if mute := [image for image in outline.all("img") if "alt" not in image]:
        yield Fault(59, f"A picture says nothing when it is not shown: {mute[0].get('src')}")
    if not any(page.get("lang") for page in outline.all("html")):
        yield Fault(60, "The HTML does not say its language.")
    if used := [tag for tag in FORBIDDEN if outline.all(tag)]:
        yield Fault(62, f"The HTML has {' and '.join(used)}, which mail programs take out.")
    if not any(tag.get("name") == "color-scheme" for tag in outline.all("meta")):
        yield Fault(61, "The HTML does not say that it has a dark look as well.")
    if not "".join(outline.titled).strip():
        yield Fault(64, "The HTML has no title.")


def style(outline: Outline) -> Iterator[Fault]:
    if "@import" in outline.style.lower():
        yield Fault(62, "The style fetches another style: @import.")
    if len(outline.style.encode()) > STYLE:
        yield Fault(62, f"The style has {len(outline.style)} characters; {STYLE} are enough.")


def honest(link: Link) -> Iterator[Fault]:
    if "&amp;" in link.href:
        yield Fault(65, f"A link was escaped twice: {link.href}")
    host = urlsplit(link.href).hostname or ""
    shown = ADDRESS.match(link.shown)
    if shown and bare(urlsplit(with_scheme(shown[0])).hostname or "") != bare(host):
        yield Fault(55, f"A link shows {shown[0]} and leads to {host or link.href}.")
    if public_number(host):
        yield Fault(55, f"A link leads to a number instead of a name: {link.href}")


def with_scheme(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def bare(host: str) -> str:
    return host.removeprefix("www.")


def public_number(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return False
