"""Carries what one Pådriver wrote in the channel to another."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from emails.letter import Letter


@dataclass(frozen=True)
class Post(Letter):
    """`thread` is the Message-ID that the whole conversation answers; `answer`: not its first."""

    stream: ClassVar[Literal["service", "news", "list"]] = "list"

    author: str
    title: str
    answer: bool
    body: str
    more: bool
    channel: str
    list_address: str
    thread: str
    archive: str
    attached: int = 0

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Ola Vik",
            "Noen som har en tilhenger?",
            False,
            "Jeg trenger en tilhenger på lørdag, for å hente tre hyller.\n\nJeg står for kaffen.",
            True,
            "Praten i Havnevik",
            "talk+havnevik@svar.example",
            "<talk-7@svar.example>",
            "https://paadriv.example/havnevik/talk/Kf3xV9",
            2,
        )
