"""Thanks somebody for a news tip, and asks whether we may print it with their name."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class MayWePrint(Letter):
    """`photos` is how many came along. `days` until it is deleted when no answer comes."""

    first_name: str
    title: str
    credit: str
    photos: int
    link: str
    days: int

    @classmethod
    def sample(cls) -> Self:
        link = "https://paadriv.example/answer/Kf3xV9"
        return cls("Åse", "Nye benker ved kaia", "Åse Fiktås", 2, link, 30)
