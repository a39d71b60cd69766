"""Tells of an event long before one can sign up for it."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from emails.letter import Letter


@dataclass(frozen=True)
class SaveTheDate(Letter):
    stops: ClassVar[Literal["newsletter", "invitations"]] = "invitations"

    first_name: str
    title: str
    when: str
    where: str | None
    summary: str | None
    hosts: str
    link: str
    source: str | None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriversamling om ombruk",
            "våren 2027",
            "Havnevik bibliotek, Kaigata 4",
            "En kveld om det vi kan bruke om igjen.",
            "Pådriv Havnevik, Havnevik kommune",
            "https://paadriv.example/mine/Kf3xV9",
            "listen til Havnevik kommune",
        )
