"""What one look of the doctor found: a name, whether it is well, and a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    name: str
    ok: bool
    sentence: str


def good(name: str, sentence: str) -> Finding:
    return Finding(name, True, sentence)


def bad(name: str, sentence: str) -> Finding:
    return Finding(name, False, sentence)
