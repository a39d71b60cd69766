"""Tells a Pådriver that the first post in the channel waits for somebody to read it."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Held(Letter):
    first_name: str
    title: str
    channel: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Noen som har en tilhenger?", "Praten i Havnevik")
