"""Asks whether the owner of the address wants the newsletter."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class ConfirmSubscription(Letter):
    """`cadence` is a phrase that fits after "It comes", in the reader's language."""

    first_name: str
    link: str
    days: int
    cadence: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "https://paadriv.example/havnevik/yes/Kf3xV9", 7, "én gang i måneden")
