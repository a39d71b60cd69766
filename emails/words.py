"""The sentences of a letter in one language, with the letter's values set in."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from emails.clean import one_line

LANGUAGES = ("nb", "nn", "nl", "en")
FALLBACKS = {
    "nb": ("nb", "nn", "en"),
    "nn": ("nn", "nb", "en"),
    "nl": ("nl", "en"),
    "en": ("en",),
}
PLACE = re.compile(r"\{([^{}]*)\}")

Book = Mapping[str, Mapping[str, str]]


class UnknownField(LookupError):
    """A sentence asks for a value the letter does not have."""

    def __init__(self, key: str, place: str) -> None:
        super().__init__(f"The words under {key!r} ask for {{{place}}}, which is not a field.")
        self.key = key
        self.place = place


def spoken(
    books: Iterable[Path],
    language: str,
    values: Mapping[str, Any],
    overrides: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """All sentences, filled. A later book speaks over an earlier one, overrides over both.

    `hello_without` stands in for `hello` when a value that `hello` names is empty, and
    `hello_one` when such a value is the number 1.
    """
    words = {key: text for book in books for key, text in in_language(book, language).items()}
    words.update(overrides or {})
    return {key: filled(key, chosen(words, key, values), values) for key in words}


def in_language(book: Path, language: str) -> dict[str, str]:
    tongues = read(book)
    order = reversed(FALLBACKS[known(language)])
    return {key: text for tongue in order for key, text in tongues.get(tongue, {}).items()}


def known(language: str) -> str:
    """The language if we write it, also when a region follows (`nl-BE`), else English."""
    tongue = re.split("[-_]", language.lower())[0]
    tongue = "nb" if tongue == "no" else tongue
    return tongue if tongue in LANGUAGES else "en"


def places(text: str) -> frozenset[str]:
    """The names in braces, so that a page can check a manager's sentence before keeping it."""
    return frozenset(PLACE.findall(text))


@lru_cache(maxsize=256)
def read(book: Path) -> Book:
    return tomllib.loads(unicodedata.normalize("NFC", book.read_text(encoding="utf-8")))


def chosen(words: Mapping[str, str], key: str, values: Mapping[str, Any]) -> str:
    named = [values.get(place) for place in places(words[key])]
    if f"{key}_without" in words and any(value in (None, "") for value in named):
        return words[f"{key}_without"]
    if f"{key}_one" in words and any(value == 1 for value in named):
        return words[f"{key}_one"]
    return words[key]


def filled(key: str, text: str, values: Mapping[str, Any]) -> str:
    """Only whole field names count, and what is set in is never read again for braces."""

    def value_at(place: re.Match[str]) -> str:
        if place[1] not in values:
            raise UnknownField(key, place[1])
        return as_words(values[place[1]])

    return PLACE.sub(value_at, text)


def as_words(value: Any) -> str:
    return "" if value is None else one_line(str(value))
