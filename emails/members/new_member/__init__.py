"""Tells the manager who has joined and what they can do."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class NewMember(Letter):
    """`missing` names what the person did not fill in."""

    full_name: str
    email: str
    organisation: str
    competence: str
    interests: str
    idea: str
    link: str
    missing: tuple[str, ...]

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse Berg",
            "ase.berg@post.example",
            "Havnevik bibliotek",
            "Møteledelse, ombruk",
            "Byrom, mat",
            "Et verktøybibliotek på kaia.\n\nJeg har lokalet, men ikke hyllene.",
            "https://paadriv.example/admin/people/41",
            ("Telefonnummer",),
        )
