"""Thanks whoever was there, and asks two questions to be answered in words."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Thanks(Letter):
    first_name: str
    title: str
    when: str
    came: bool
    outcome: str | None
    link: str | None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriversamling om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            came=True,
            outcome="Vi ble enige om tre ting å gjøre før sommeren.",
            link="https://havnevik.example/ombruk",
        )
