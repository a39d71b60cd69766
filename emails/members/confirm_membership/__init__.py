"""Asks whether the owner of the address wants to be a member."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class ConfirmMembership(Letter):
    """`newsletter` is true when the same yes also starts the newsletter."""

    first_name: str
    link: str
    days: int
    get: str
    expect: str
    newsletter: bool

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "https://paadriv.example/havnevik/yes/Kf3xV9",
            7,
            "Frokost fire ganger i året, en kanal med de andre, hjelp når du står fast.",
            "At du svarer når noen spør, også når svaret er nei.",
            True,
        )
