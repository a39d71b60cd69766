"""Receipt for leaving the channel, with the way back in."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class SwitchedOff(Letter):
    first_name: str
    channel: str
    undo_link: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse", "Praten i Havnevik", "https://paadriv.example/answer/Kf3xV9")
