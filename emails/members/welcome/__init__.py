"""Welcomes a new member and says that answering is enough."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Welcome(Letter):
    first_name: str
    channel_url: str | None
    channel_name: str | None
    mine_link: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "https://chat.example/havnevik",
            "Havnevik i farta",
            "https://paadriv.example/mine/Kf3xV9",
        )
