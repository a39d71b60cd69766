"""Renders once, fills for each recipient: names and links are left open and set in later."""

import re
from collections.abc import Mapping
from html import escape

from emails.clean import one_line
from emails.page import Page
from emails.wrap import RULE, underline, wrap

# No word after the first begins with x, so that the first "-x" ends a slot whatever follows.
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-wyz0-9][a-z0-9]*)*")
SLOT = re.compile(r"pdslot-([a-z][a-z0-9]*(?:-[a-wyz0-9][a-z0-9]*)*)-x")


def slot(name: str) -> str:
    """A word that stands for a value; it needs no escaping in HTML, a link or plain text."""
    if not NAME.fullmatch(name):
        raise ValueError(f"A slot cannot be called {name!r}.")
    return f"pdslot-{name.replace('_', '-')}-x"


def has_slot(line: str) -> bool:
    return SLOT.search(line) is not None


def fill(page: Page, values: Mapping[str, str]) -> Page:
    """The page for one person; a slot without a value stays, since it may be someone's words."""
    ready = {name: one_line(value) for name, value in values.items()}
    return Page(
        subject=one_line(filled(page.subject, ready)),
        preheader=one_line(filled(page.preheader, ready)),
        html=filled(page.html, {name: escape(value) for name, value in ready.items()}),
        text=refolded(page.text, ready),
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    return SLOT.sub(lambda found: values.get(found[1].replace("-", "_"), found[0]), text)


def refolded(text: str, values: Mapping[str, str]) -> str:
    """Lines with slots were left unfolded, and the rule under a title follows its length."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if has_slot(line):
            full = filled(line, values)
            lines[place] = wrap(full)
            if RULE.fullmatch(lines[place + 1]):
                lines[place + 1] = underline(full, lines[place + 1][0])
    return "\n".join(lines)
