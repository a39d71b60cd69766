"""Tells who said no to becoming a member that it is noted, and how to undo it."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Declined(Letter):
    first_name: str
    undo_link: str
    days: int

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "https://paadriv.example/answer/Kf3xV9", 30)
