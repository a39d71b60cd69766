"""Says on which day it will be, to those who were told of it before."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from emails.letter import Letter


@dataclass(frozen=True)
class DateSet(Letter):
    stops: ClassVar[Literal["newsletter", "invitations"]] = "invitations"

    first_name: str
    title: str
    when: str
    where: str | None
    note: str | None
    link: str
    source: str | None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriversamling om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "Ny tid: onsdag 20. januar 2027. Det skulle ha vært i desember.",
            "https://paadriv.example/mine/Kf3xV9",
            "listen til Havnevik kommune",
        )
