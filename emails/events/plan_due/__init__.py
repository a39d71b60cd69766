"""Tells a manager in the morning what the plans of their events ask for."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class PlanDue(Letter):
    """`tasks`: (what to do, for which event, by which day)."""

    first_name: str
    community: str
    tasks: tuple[tuple[str, str, str], ...]
    link: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Mariam",
            "Pådriv Havnevik",
            (
                ("Inviter folk", "Pådriversamling om ombruk", "onsdag 23. desember 2026"),
                ("Skriv programmet", "Pådriverfrokost om ombruk", "torsdag 24. desember 2026"),
            ),
            "https://paadriv.example/admin/havnevik/",
        )
