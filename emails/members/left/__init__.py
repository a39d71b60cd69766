"""Tells that a person is no longer a member, what stays, and how to undo it."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Left(Letter):
    first_name: str
    undo_link: str
    kept: tuple[str, ...]

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "https://paadriv.example/answer/Kf3xV9",
            (
                "Nyhetsbrevet fra Pådriv Havnevik",
                "Plassen din: Pådriverfrokost, onsdag 20. januar 2027 kl. 07.45",
            ),
        )
