"""What whoever comes should know, in the manager's own words."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Practical(Letter):
    first_name: str
    title: str
    when: str
    where: str
    message: str
    cancel_link: str
    online_link: str | None = None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "Inngangen er fra kaia denne gangen.\n\nTa gjerne med en kopp.",
            "https://paadriv.example/mine/Kf3xV9",
            "https://paadriv.example/online/Kf3xV9",
        )
