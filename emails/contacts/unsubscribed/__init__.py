"""Tells that a person is off a list, what stays, and how to undo it."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Unsubscribed(Letter):
    first_name: str
    list_name: str
    undo_link: str
    kept: tuple[str, ...]

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Nyhetsbrev",
            "https://paadriv.example/havnevik/back/Kf3xV9",
            ("Plassen din på Pådriverfrokost onsdag 20. januar 2027",),
        )
