"""Folds a line of a plain-text letter at 76 characters, under its own bullet or quote mark."""

import re
from textwrap import wrap as folded

WIDTH = 76
LEAD = re.compile(r"(?:> ?|- |\d{1,3}\. | +)*")
RULE = re.compile(r"=+|-+")


def wrap(line: str) -> str:
    """The line in pieces; links stay whole, since a broken link is no link."""
    lead = LEAD.match(line)
    start = lead[0] if lead else ""
    hang = re.sub(r"[^> ]", " ", start)
    pieces = folded(
        line[len(start) :],
        WIDTH,
        initial_indent=start,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(pieces) or line.rstrip(" ")


def underline(title: str, stroke: str) -> str:
    return stroke * min(WIDTH, len(title))
