"""Tells a person that a human being will answer."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class PersonWillAnswer(Letter):
    first_name: str
    community: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Pådriv Havnevik")
