"""Says where in the queue a person stands."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Waiting(Letter):
    first_name: str
    title: str
    when: str
    position: int
    cancel_link: str
    note: str | None = None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            3,
            "https://paadriv.example/mine/Kf3xV9",
        )
