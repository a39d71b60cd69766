"""Tells a Pådriver that they are in the channel, how to write in it, and how to read less of it."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class YouAreIn(Letter):
    first_name: str
    channel: str
    about: str
    list_address: str
    archive: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Praten i Havnevik",
            "Her låner vi hverandre ting, og spør om råd.",
            "talk+havnevik@svar.example",
            "https://paadriv.example/havnevik/talk/Kf3xV9",
        )
