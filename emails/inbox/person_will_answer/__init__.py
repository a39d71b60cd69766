"""Tells a person that a human being will answer."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class PersonWillAnswer(Letter):
    first_name: str
    community: str
    link: str = ""  # where yes and no are one press each; none when there is nothing to press

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Pådriv Havnevik", "https://paadriv.example/answer/Kf3xV9")
