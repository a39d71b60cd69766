"""Thanks for a no to an invitation, with the way back."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Declined(Letter):
    first_name: str
    title: str
    when: str
    undo_link: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriversamling om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "https://paadriv.example/mine/Kf3xV9",
        )
