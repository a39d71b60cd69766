"""Receipt for a maybe: how long the place is kept, and how to decide."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Maybe(Letter):
    first_name: str
    title: str
    when: str
    where: str
    link: str
    until: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "https://paadriv.example/answer/Kf3xV9",
            "tirsdag 19. januar 2027 kl. 08.00",
        )
