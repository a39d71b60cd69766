"""Text and HTML say the same, and nothing was left open in either."""

import re
from collections.abc import Iterator

from emails.lint.mail import Fault, Mail

LEFT_OPEN = re.compile(r"pdslot-[a-z-]+|\{\{|\{%")
GREETING = re.compile(r".+,")
NONE = re.compile(r"\bNone\b")
NUMBER = re.compile(r"\d+")
LEAD = re.compile(r"(?:> ?|- |\d{1,3}\. | +)*")
BEGINNING = 4  # paragraphs, of which one may be a title
WIDTH = 78


def faults(mail: Mail) -> Iterator[Fault]:
    yield from left_open(mail)
    yield from greeting(mail)
    if mail.html and mail.text:
        yield from differences(mail)
    if long := [line for line in mail.text.split("\n") if len(line) > WIDTH and foldable(line)]:
        yield Fault(56, f"A line of the text has {len(long[0])} characters: {long[0][:40]}")


def left_open(mail: Mail) -> Iterator[Fault]:
    """Also in the envelope and in header fields, where a token goes."""
    head = mail.head.decode("ascii", "replace")
    for place in (mail.sender, head, mail.subject, mail.text, mail.html):
        for found in LEFT_OPEN.findall(place):
            if found not in mail.person:
                yield Fault(68, f"Something was left open: {found}")
                return


def greeting(mail: Mail) -> Iterator[Fault]:
    """`Hei Åse,` is a line of its own, soon after the beginning."""
    for line in mail.text.split("\n\n")[:BEGINNING]:
        if GREETING.fullmatch(line) and (" ," in line or nameless(line, mail.person)):
            yield Fault(68, f"The greeting greets nobody: {line}")


def nameless(line: str, person: str) -> bool:
    return bool(NONE.search(line) and not NONE.search(person))


def differences(mail: Mail) -> Iterator[Fault]:
    links = [link.href for link in mail.outline.links if link.href.startswith(("http:", "https:"))]
    unsaid = [href for href in links if href not in mail.text and told(href, mail)]
    if unsaid:
        yield Fault(56, f"The text lacks a link of the HTML: {unsaid[0]}")
    figures = set(NUMBER.findall(mail.outline.words)) - set(NUMBER.findall(mail.text))
    if figures:
        yield Fault(56, f"The text lacks a figure of the HTML: {min(figures)}")


def told(href: str, mail: Mail) -> bool:
    """Whether it is this check that speaks of the link: others do of open and of stop links."""
    return href != mail.stop_link and not LEFT_OPEN.search(href)


def foldable(line: str) -> bool:
    lead = LEAD.match(line)
    return " " in line[lead.end() if lead else 0 :].strip()
