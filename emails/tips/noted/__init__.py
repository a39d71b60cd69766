"""Receipt for the answer to whether we may print a tip."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Noted(Letter):
    """`agreed` is false when they said no, and all they sent is deleted."""

    first_name: str
    title: str
    agreed: bool
    address: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Nye benker ved kaia", True, "news+havnevik@svar.havnevik.example")
