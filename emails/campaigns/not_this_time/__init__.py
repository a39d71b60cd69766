"""Receipt for a no or a maybe to a letter that asks for people."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class NotThisTime(Letter):
    first_name: str
    title: str
    maybe: bool
    link: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Tre til å bære hyller", False, "https://paadriv.example/answer/Kf3xV9")
