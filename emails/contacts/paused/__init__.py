"""Receipt for a pause: until when, what stays, and how to end it."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Paused(Letter):
    first_name: str
    until: str
    stop_link: str
    kept: tuple[str, ...]

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "mandag 1. februar 2027",
            "https://paadriv.example/u/Kf3xV9",
            ("Plassen din på Pådriverfrokost onsdag 20. januar 2027",),
        )
