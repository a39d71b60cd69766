"""Whether the words are nothing but a request to stop writing to this person."""

import re
from collections.abc import Iterable

from service.inbox.read import leaving, lexicon
from service.inbox.read.sentences import Sentence, bare, sentences
from service.inbox.read.signature import without_closing

GROUP = re.compile(r"\{([a-z]+)\}")
MACHINE = re.compile(
    r"(?i)(?:automatically generated|sent this (?:e-?mail|message) to unsubscribe|"
    r"unsubscribe request sent|this is an unsubscribe|list-unsubscribe)"
)
NAME = re.compile(r"[A-ZÆØÅ][\w.'-]+(?: [A-ZÆØÅ][\w.'-]*){0,2}")
# A last line that looks like a name and is an answer.
NO_NAME = frozenset(
    ("ikke", "ikkje", "niet", "not", "kanskje", "misschien", "maybe", "pause", "pauze")
    + lexicon.YES_WORDS + lexicon.NO_WORDS + lexicon.ALONE_YES + lexicon.ALONE_NO
)  # fmt: skip
MAX_CHARS = 400


def _filled(row: str) -> str:
    while GROUP.search(row):
        row = GROUP.sub(lambda found: leaving.GROUPS[found[1]], row)
    return row


def _any(rows: Iterable[str]) -> str:
    return "(?:" + "|".join(map(_filled, rows)) + ")"


def _asking(rows: Iterable[str]) -> re.Pattern[str]:
    start, more = _filled("{start}"), _filled("{more}")
    one = f"{start}{_any(rows)}{more}"
    return re.compile(f"{one}(?: (?:og|and|en) {one})?")


CLEAR = _asking(leaving.CLEAR)
LEAVE = _asking((*leaving.CLEAR, *leaving.LEAVE))
POLITE = re.compile(_any(leaving.POLITE))


def asks_to_stop(words: str) -> bool:
    return _entirely(CLEAR, words)


def asks_to_leave(words: str) -> bool:
    return _entirely(LEAVE, words)


def written_by_a_program(words: str) -> bool:
    """A mail program's own sentence under the subject "unsubscribe"."""
    return len(words) < MAX_CHARS and bool(MACHINE.search(words))


def _entirely(asking: re.Pattern[str], words: str) -> bool:
    """One clause asks, and every other asks too or is mere courtesy."""
    text = _without_name(without_closing(words.strip()[: MAX_CHARS + 1]))
    if "?" in words or len(text) > MAX_CHARS:
        return False
    pieces = [piece for told in sentences(text) for piece in _pieces(asking, told)]
    rest = [piece for piece in pieces if not asking.fullmatch(piece)]
    # A "meld meg av" beside a "stopp" is said of the same thing.
    return len(rest) < len(pieces) and all(
        POLITE.fullmatch(piece) or LEAVE.fullmatch(piece) for piece in rest
    )


def _pieces(asking: re.Pattern[str], told: Sentence) -> tuple[str, ...]:
    """Clauses, unless the sentence asks as a whole: "I don't want" is no "want" in Dutch."""
    return (told.text,) if asking.fullmatch(told.text) else told.clauses


def _without_name(words: str) -> str:
    """The request without the name alone on its last line."""
    above, _, last = words.strip().rpartition("\n")
    named = NAME.fullmatch(last.strip()) and bare(last) not in NO_NAME
    return above if above.strip() and named else words
