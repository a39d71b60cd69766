"""What only a person can grant: one's data, being forgotten, a new address, a colleague instead."""

import re
from collections.abc import Iterator

from service.inbox.read.headers import BARE, address
from service.inbox.read.reading import Wish

WISHES: tuple[tuple[Wish, re.Pattern[str]], ...] = (
    (
        "data",
        re.compile(
            r"(?i)\b(?:hva|kva|hvilke\w*|kva for)\b.{0,30}\b(?:vet|veit|har|"
            r"lagrer?)\b.{0,20}\b(?:dere|de|du)\b"
            r".{0,30}\bom meg\b|"
            r"\b(?:send\w*|får|få|vise?|sjå|se)\b.{0,40}\b(?:lagra|lagret|registrert|"
            r"opplysning\w*)\b.{0,20}\bom meg\b|"
            r"\b(?:innsyn|kopi) (?:i|av) (?:mine|mi|opplysning\w*|data\w*|"
            r"personopp\w*)|"
            r"\b(?:wat|welke)\b.{0,30}\b(?:weten|weet|hebben|heeft|bewaren|"
            r"bewaart)\b.{0,20}\b(?:jullie|u|je)\b"
            r".{0,30}\b(?:van|over) mij\b|\binzage\b|\bmijn gegevens (?:inzien|opvragen)|"
            r"\bwhat\b.{0,30}\b(?:know|hold|have|store|keep)\b.{0,20}\b(?:about|on) me\b|"
            r"\b(?:data|subject) access request|\bcopy of my (?:personal )?data"
        ),
    ),
    (
        "erase",
        re.compile(
            r"(?i)\b(?:slett|fjern|stryk) (?:meg helt|alt|alle|all|mine|opplysning\w*|data\w*|"
            r"persondata)\b|"
            r"\bslett meg\b|\bbli (?:slettet|gløymd|glemt)\b|"
            r"\b(?:verwijder|wis) (?:al )?(?:mij|mijn|alles)\b|\bmijn gegevens (?:te "
            r")?(?:verwijder|wiss)\w+|"
            r"\b(?:delete|erase|remove) (?:me completely|all|my (?:personal )?(?:data|account|"
            r"details|information))|"
            r"\bright to be forgotten"
        ),
    ),
    (
        "address",
        re.compile(
            r"(?i)\b(?:ny|nye|bytt\w*|endr\w*|skift\w*|annen|anna) (?:\w+ ){0,2}(?:e-?post|mail|"
            r"e-?mail)\w*|"
            r"\b(?:e-?post|e-?mail|mail)\w* (?:\w+ ){0,3}(?:er|vert|blir) (?:nå|no|endra|endret|"
            r"fra nå)|"
            r"\b(?:nieuwe?|ander|gewijzigd\w*) (?:\w+ ){0,1}(?:e-?mail|mail)\w*|"
            r"\b(?:new|changed?|different) (?:my )?(?:e-?mail|address)\b"
        ),
    ),
    (
        "colleague",
        re.compile(
            r"(?i)\b(?:i stedet for meg|istedenfor meg|i staden for meg|i mitt sted|i min plass|"
            r"på mine vegne|in mijn plaats|in plaats van mij|namens mij|instead of me|in my place|"
            r"on my behalf)\b"
        ),
    ),
)  # fmt: skip
FIRST = r"\b(?!(?:Jeg|Eg|Ik|Men|Maar|But|Nei|Nee|No|Hei|Hallo|Hi|Vi|We|Me|I)\b)"
INSTEAD = re.compile(
    FIRST + r"([A-ZÆØÅ][\w'-]+(?: [A-ZÆØÅ][\w'-]+){0,3})[^.!?\n]{0,80}?"
    r"(?i:i stedet|istedenfor|i staden|i mitt sted|i min plass|in mijn plaats|in plaats van|"
    r"instead|in my place|on my behalf)"
)
BESIDE = re.compile(r"\([^()\n]{0,200}\)|\S{1,64}@\S{1,255}")
NO_NAME = re.compile(
    r"(?i)^(?:jeg|eg|ik|i|men|maar|but|nei|nee|no|hei|hallo|hi|min|mi|mijn|my|vi|we)$"
)


def wishes(words: str) -> tuple[Wish, ...]:
    return tuple(wish for wish, pattern in WISHES if pattern.search(words[:6000]))


def new_address(words: str) -> str:
    """The one address in the mail that tells of a new one; empty when there are several."""
    found = {who for each in BARE.findall(words[:6000]) if (who := address(each.rstrip(".")))}
    return found.pop() if len(found) == 1 else ""


def colleague(words: str) -> tuple[str, str]:
    """Name and address of who comes instead, as far as they are told."""
    text = words[:6000]
    found = next(_names(BESIDE.sub(" ", text)), "")
    return found, new_address(text)


def _names(text: str) -> Iterator[str]:
    for match in INSTEAD.finditer(text):
        parts = [part for part in match[1].split() if not NO_NAME.match(part)]
        if parts:
            yield " ".join(parts)[:120]
