"""Asks a person to confirm the place we hold for them at an event."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class ConfirmPlace(Letter):
    """`newsletter` and `membership` are true when the same yes starts those too."""

    first_name: str
    title: str
    when: str
    where: str
    link: str
    until: str
    newsletter: bool
    membership: bool
    note: str | None = None
    party: str | None = None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "https://paadriv.example/havnevik/yes/Kf3xV9",
            "torsdag kl. 12.00",
            True,
            True,
            party="3",
        )
