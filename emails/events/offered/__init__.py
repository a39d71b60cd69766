"""Offers a place that came free to the next in the queue."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Offered(Letter):
    first_name: str
    title: str
    when: str
    where: str
    link: str
    until: str
    note: str | None = None
    party: str | None = None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "https://paadriv.example/havnevik/yes/Kf3xV9",
            "tirsdag kl. 12.00",
            party="3",
        )
