"""Receipt for a yes to a letter that asks for people: in, or in reserve."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Counted(Letter):
    first_name: str
    title: str
    reserve: bool
    link: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Tre til å bære hyller", False, "https://paadriv.example/answer/Kf3xV9")
