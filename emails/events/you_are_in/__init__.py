"""Says that the place is theirs, with the calendar file attached."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class YouAreIn(Letter):
    first_name: str
    title: str
    when: str
    where: str
    doors: str | None
    cancel_link: str
    note: str | None
    party: str | None = None
    online_link: str | None = None
    give_link: str | None = None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "kl. 07.45",
            "https://paadriv.example/mine/Kf3xV9",
            "Ta med en ting du vil gi bort.",
            party="3",
            online_link="https://paadriv.example/online/Kf3xV9",
            give_link="https://paadriv.example/give/Kf3xV9",
        )
