"""Asks whether our letters arrive, after several have come back."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class ReachesYou(Letter):
    first_name: str
    community: str
    link: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Pådriv Havnevik", "https://paadriv.example/answer/Kf3xV9")
