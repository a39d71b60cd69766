"""Tells that a place is given up, and how to undo it while that can be done."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Cancelled(Letter):
    first_name: str
    title: str
    when: str
    undo_link: str | None
    notes_link: str | None = None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "https://paadriv.example/mine/Kf3xV9",
            "https://paadriv.example/notes/Kf3xV9",
        )
