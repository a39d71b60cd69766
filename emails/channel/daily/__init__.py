"""Carries a day of the channel in one mail."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from emails.letter import Letter


@dataclass(frozen=True)
class Daily(Letter):
    """`posts`: (about what, who, their words)."""

    stream: ClassVar[Literal["service", "news", "list"]] = "list"

    channel: str
    posts: tuple[tuple[str, str, str], ...]
    number: int
    list_address: str
    thread: str
    archive: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Praten i Havnevik",
            (
                ("Noen som har en tilhenger?", "Ola Vik", "Jeg trenger en på lørdag."),
                ("Takk for sist", "Åse Berg", "Det ble seks hyller.\nOg en båt."),
            ),
            2,
            "talk+havnevik@svar.example",
            "",
            "https://paadriv.example/havnevik/talk/Kf3xV9",
        )
