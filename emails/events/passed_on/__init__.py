"""Tells somebody that their seat is held for the colleague they named."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class PassedOn(Letter):
    first_name: str
    title: str
    when: str
    colleague: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Ola Vik",
        )
