"""Tells somebody who wrote to the channel how to become one of those who are in it."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class NotMember(Letter):
    first_name: str
    channel: str
    link: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Praten i Havnevik", "https://paadriv.example/havnevik/join")
