"""Tells what came of it to somebody who could not come and asked to know."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class MissedYou(Letter):
    first_name: str
    title: str
    outcome: str | None
    link: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriversamling om ombruk",
            "Vi ble enige om tre ting å gjøre før sommeren.",
            "https://havnevik.example/ombruk",
        )
