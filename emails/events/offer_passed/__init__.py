"""Tells that an offered place went to the next in the queue."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class OfferPassed(Letter):
    first_name: str
    title: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Pådriverfrokost om ombruk")
