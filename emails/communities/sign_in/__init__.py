"""Lets a member of staff in, by a link that works once."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class SignIn(Letter):
    link: str
    minutes: int

    @classmethod
    def sample(cls) -> Self:
        return cls("https://paadriv.example/in/Kf3xV9", 15)
