"""What a letter must have before it leaves, and what we only advise. Pure; no database."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

from babel.dates import get_month_names

from emails import blocks
from emails.blocks import Block
from emails.markdown import WRITER

NEWSLETTER = "newsletter"
NEXT = {  # which state may become which
    "draft": ("scheduled", "cancelled"),
    "scheduled": ("draft", "sending"),
    "sending": ("paused", "sent", "cancelled"),
    "paused": ("sending", "cancelled"),
    "sent": ("sending",),  # those in doubt are sent once more
    "cancelled": ("draft",),  # only if nobody was written to
}
NAMELESS = {"nb": "du", "nn": "du", "nl": "lezer", "en": "there"}  # "Hei du,"
ASKING = frozenset({"event", "help"})  # blocks that ask the reader to come or to help
CALLED = (  # words that do not say where a link leads
    *("her", "klikk her", "trykk her", "les her", "se her", "sjå her", "lenke", "lenken", "lenkje"),
    *("hier", "klik hier", "lees hier", "link", "deze link", "klikk", "klik"),
    *("here", "click here", "read here", "this link", "click"),
)
CADENCES = (  # the first that fits: words people promise a rhythm with, and its days
    (r"annenhver uke|annakvar veke|hver 14|kvar 14|om de week|twee ?wekelijks|fortnight", 14),
    (r"annenhver måned|annakvar månad|om de maand|every two months|every other month", 60),
    (r"kvartal|kwartaal|quarter", 90),
    (r"måned|månad|maand|month", 30),
    (r"uke|veke|week", 7),
)
WORDS = ("line", "text", "markdown")  # the kinds of fields that hold something to read
EARLY = 0.75  # of the promised time
PICTURE_LIMIT = 5 * 1024 * 1024
SHARED = 4  # chunks of five hundred that are worth a second sender
RETURNS, RETURNED_SHARE = 10, 0.05  # letters that came back because of how we send
REPORTS, REPORTED_SHARE = 3, 0.003  # as spam
SILENT = timedelta(minutes=2)  # nobody has worked on it

YEAR = r"(?!\.?,?\s*\d{4})"
UNADDRESSED = re.compile(
    r"\b(?:send|sender|stuur|zend|mail|e-?mail|e-?post)\b[^.!?:;\n]{0,80}?\b(?:til|aan|naar|to)"
    r"\s*(?=[.!?:;,)…]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sheet:
    """One edition, as these rules see it."""

    subject: str
    preheader: str
    blocks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Other:
    """An edition of the same letter that was there before."""

    language: str
    blocks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Finding:
    """`where`: "subject", "preheader", "letter" or a block's id; "block" keeps it from leaving."""

    level: Literal["block", "hint"]
    where: str
    code: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    words: str
    url: str


def findings(sheet: Sheet) -> list[Finding]:
    """Everything to mend or to think about, in the order of the letter."""
    found = [*about_head(sheet), *about_whole(sheet)]
    for stored in sheet.blocks:
        found += about_block(str(stored["id"]), blocks.unpack(stored))
    return found


def about_head(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.subject.strip():
        yield Finding("block", "subject", "no_subject")
    if undated := day_alone().search(sheet.subject):
        yield Finding("hint", "subject", "no_year", {"date": undated[0]})
    if not sheet.preheader.strip():
        yield Finding("hint", "preheader", "no_preheader")
    elif sheet.preheader.strip().casefold() == sheet.subject.strip().casefold():
        yield Finding("hint", "preheader", "same_preheader")


@cache
def day_alone() -> re.Pattern[str]:
    """A day without its year. Made when it is first asked for: the months are megabytes."""
    names = {
        name.strip(".")
        for code in ("nb", "nn", "nl", "en")
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, locale=code).values()
    }
    months = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(
        rf"\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s*(?:{months})\b{YEAR}"
        rf"|\b(?:{months})\s+\d{{1,2}}(?!\d){YEAR}"
        r"|\b\d{1,2}\.(?:0?[1-9]|1[0-2])\.(?!\d)|\b\d{1,2}/(?:0?[1-9]|1[0-2])(?![\d/])",
        re.IGNORECASE,
    )


def about_whole(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.blocks:
        yield Finding("block", "letter", "no_blocks")
    elif not any(stored["block"] in ASKING for stored in sheet.blocks):
        yield Finding("hint", "letter", "no_action")


def untranslated(sheet: Sheet, others: Iterable[Other]) -> list[Finding]:
    """A hint when parts stand word for word as in another edition: the one most like this."""
    mine = [said(stored) for stored in sheet.blocks if said(stored)]
    same = [(sum(each in theirs(other) for each in mine), other.language) for other in others]
    number, language = max(same, key=lambda each: each[0], default=(0, ""))
    if not number:
        return []
    facts = {"number": str(number), "total": str(len(sheet.blocks)), "language": language}
    return [Finding("hint", "letter", "untranslated", facts)]


def theirs(other: Other) -> list[tuple[str, ...]]:
    return [said(stored) for stored in other.blocks]


def said(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of a part; none of a part that is said to be in a language of its own."""
    block = blocks.unpack(stored)
    if getattr(block, "lang", ""):
        return ()
    names = [asked.name for asked in block.FIELDS if asked.kind in WORDS]
    found = tuple(" ".join(str(getattr(block, name) or "").split()) for name in names)
    return found if any(found) else ()


def about_block(where: str, block: Block) -> Iterator[Finding]:
    for name in block.missing():
        code = "no_alt" if name == "alt" else "empty_field"
        yield Finding("block", where, code, {"block": block.name, "field": name})
    for link in links(block):
        if words_of(link.words) in CALLED:
            yield Finding("block", where, "vague_link", {"words": link.words, "url": link.url})
        if not leads_somewhere(link.url):
            yield Finding("block", where, "dead_link", {"words": link.words, "url": link.url})
    for sentence in unaddressed(block):
        yield Finding("block", where, "no_address", {"words": sentence})


def links(block: Block) -> Iterator[Link]:
    """The links in its text, and its own link with the words on it."""
    for asked in block.FIELDS:
        value = str(getattr(block, asked.name) or "")
        if asked.kind == "markdown":
            yield from links_in(value)
        elif asked.kind == "url" and value:
            yield Link(str(getattr(block, "label", "") or ""), value)


def links_in(source: str) -> Iterator[Link]:
    for token in WRITER.parse(source):
        url, words = None, ""
        for child in token.children or ():
            if child.type == "link_open":
                url, words = str(child.attrs.get("href", "")), ""
            elif child.type == "link_close" and url is not None:
                yield Link(words, url)
                url = None
            else:
                words += child.content


def words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def leads_somewhere(url: str) -> bool:
    """Whether the address is whole: a page on a named host, or a mailbox."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", parts.path) is not None
    if parts.scheme not in ("http", "https") or re.search(r"\s", url.strip()):
        return False
    return host == "localhost" or re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", host) is not None


def unaddressed(block: Block) -> Iterator[str]:
    """Sentences that ask the reader to send something to … and then stop."""
    for asked in block.FIELDS:
        if asked.kind in WORDS:
            value = re.sub(r"[ \t]*\n(?!\s*\n)", " ", str(getattr(block, asked.name) or ""))
            for line in value.splitlines():
                yield from (found[0].strip() for found in UNADDRESSED.finditer(line))


def blocking(found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.level == "block"]


def cadence_days(promise: str) -> int | None:
    """The days between two letters that "ca. en gang i måneden" promises, if it says so."""
    return next((days for words, days in CADENCES if re.search(words, promise.casefold())), None)


def early(promise: str, days_since: int) -> bool:
    """Whether it is sooner after the last letter than was promised at sign-up."""
    days = cadence_days(promise)
    return days is not None and days_since < days * EARLY


def may_become(state: str, new: str) -> bool:
    return new in NEXT.get(state, ())


def before(new: str) -> tuple[str, ...]:
    """The states that this one may follow."""
    return tuple(state for state, after in NEXT.items() if new in after)


def too_many(returned: int, sent: int) -> bool:
    """Whether so many came back over our own reputation that going on would harm it more."""
    return returned >= RETURNS or (returned >= RETURNS // 2 and returned > sent * RETURNED_SHARE)


def hated(reported: int, sent: int) -> bool:
    """Large receivers block senders above three reports in a thousand."""
    return reported >= REPORTS and reported > sent * REPORTED_SHARE
