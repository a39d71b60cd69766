"""Whether a failed delivery is the address's own fault for good (hard) or anything else (soft)."""

import re
from collections.abc import Iterable
from typing import Literal

from service.inbox.read.bounce.reasons import (
    DOUBTED_WORDS,
    GONE_WORDS,
    PLAIN,
    SENDERS,
    SPARED_WORDS,
    TEMPORARY,
)

Severity = Literal["hard", "soft"]

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.#-])([45]\d\d)(?=[ \-#,:;])")
HUNG = re.compile(r"\n[ \t]+(?=\S)")
FINAL = re.compile(r"(?<![\d.-])5(?:[0-5]\d|\.\d\.\d{1,3})[ \-:]")
ADDRESS = re.compile(r"<?[^\s<>():,;\[\]]{1,64}@[^\s<>():,;\[\]]{1,255}>?")  # spam@x is a name
LINK = re.compile(r"(?:https?://|www\.)\S+")

# Only these say that nobody is there (RFC 3463); 5.2.2 is a full box, 5.7.x is about us.
DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4", "5.1.351", "5.4.310"})
ALIVE = re.compile(r"4\.|5\.(?:2\.[234]|3\.[45]|4\.[67]|6\.|7\.|1\.[78]$)")
ENOUGH = 4000
SAYS_WHY = re.compile(
    r"(?i)(?<![\d.-])[45](?:\d\d|\.\d{1,3}\.\d{1,3})[ \-:,;>)]|reason|because|said|<<<|error|"
    r"respon[ds]|diagnos|due to|\.\.\. |status|cause|grund|motif|raison|motivo|oorzaak|årsak|orsak|"
    r"причин|理由|原因"
)


def enhanced(text: str) -> str | None:
    """The most telling enhanced code: a specific one before x.0.0."""
    found = [".".join(match.groups()) for match in ENHANCED.finditer(text[:20000])]
    failures = [code for code in found if code[0] != "2"]
    specific = [code for code in failures if not code.endswith(".0.0")]
    # Where a server names several, the one that spares the address is believed.
    sparing = [code for code in specific if ALIVE.match(code)]
    return next(iter(sparing or specific or failures), None)


def severity(status: str | None, words: str) -> Severity:
    return judged(status, words) or "soft"


def judged(status: str | None, words: str) -> Severity | None:
    """The code decides where it is telling, then the words; None if neither says anything."""
    if any(map(_plainly, _each(words[:ENOUGH]))):
        return "hard"
    said = " ".join(LINK.sub(" ", ADDRESS.sub(" ", words[:ENOUGH])).split())
    passes, ours = _passes(status, said), bool(SENDERS.search(said))
    if PLAIN.search(said) and not (ours or passes):
        return "hard"
    if status in DEAD:
        return "soft" if ours or _temporary_reply(said) else "hard"
    if (status and ALIVE.match(status)) or ours or passes or SPARED_WORDS.search(said):
        return "soft"
    if GONE_WORDS.search(said):
        return "hard"
    return "soft" if DOUBTED_WORDS.search(said) else None


def first_judged(status: str | None, tellings: Iterable[str]) -> Severity:
    """The nearer to the fault, the more it counts; in doubt the address is spared."""
    for words in tellings:
        if found := judged(status, words):
            return found
    return "soft"


def diagnosis(told: str, failed: Iterable[str]) -> str:
    """Of what a daemon tells, the paragraphs that hold a reason or a failed address."""
    names = [who.lower() for who in failed][:20]
    kept = []
    for paragraph in re.split(r"\n\s*\n", told[:12000]):
        low = paragraph.lower()
        if SAYS_WHY.search(paragraph) or any(who in low for who in names):
            kept.append(paragraph)
    return "\n\n".join(kept)[:ENOUGH]


def _each(words: str) -> list[str]:
    """What is said of one address each: a line that refuses for good, or a paragraph about it."""
    lines = [line for line in HUNG.sub(" ", words).split("\n") if FINAL.search(line)]
    return lines + [each for each in re.split(r"\n\s*\n", words) if ADDRESS.search(each)]


def _plainly(telling: str) -> bool:
    """One refused for good in so many words, whatever became of others in the same letter."""
    if not PLAIN.search(telling):
        return False
    said = " ".join(ADDRESS.sub(" ", telling[:800]).split())
    return bool(PLAIN.search(said)) and not (SENDERS.search(said) or _passes(None, said))


def _passes(status: str | None, said: str) -> bool:
    return (
        bool(status and status.startswith("4"))
        or bool(TEMPORARY.search(said))
        or _temporary_reply(said)
    )


def _temporary_reply(said: str) -> bool:
    codes = REPLY.findall(said)
    return bool(codes) and all(code.startswith("4") for code in codes)
