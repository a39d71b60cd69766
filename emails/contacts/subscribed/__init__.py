"""Welcomes a person to the newsletter."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Subscribed(Letter):
    """`cadence` is a phrase that fits after "It comes", in the reader's language."""

    first_name: str
    cadence: str
    stop_link: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "én gang i måneden", "https://paadriv.example/u/Kf3xV9")
