"""Invites somebody; a yes by button, by mail or in the calendar is a seat."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from emails.letter import Letter


@dataclass(frozen=True)
class Invitation(Letter):
    stops: ClassVar[Literal["newsletter", "invitations"]] = "invitations"

    first_name: str
    title: str
    when: str
    where: str
    summary: str | None
    programme: list[str]
    note: str | None
    hosts: str
    link: str
    page: str
    source: str | None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriversamling om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "En morgen om det vi kan bruke om igjen.",
            ["08.00 Kaffe", "08.15 Tre historier"],
            "Ta med en ting du vil gi bort.",
            "Pådriv Havnevik, Havnevik kommune",
            "https://paadriv.example/mine/Kf3xV9",
            "https://paadriv.example/havnevik/events/ombruk",
            "listen til Havnevik kommune",
        )
