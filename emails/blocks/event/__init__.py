"""An event to come: what, when, where and what we ask."""

from dataclasses import dataclass
from typing import Self

from emails.blocks.block import Block, Field


@dataclass(frozen=True)
class Event(Block):
    FIELDS = (
        Field("title", "line", required=True),
        Field("when", "line", required=True),
        Field("where", "line"),
        Field("url", "url", required=True),
        Field("ask", "text"),
    )

    title: str = ""
    when: str = ""
    where: str = ""
    url: str = ""
    ask: str = ""

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Havnevik bibliotek, Kaigata 4",
            "https://paadriv.example/havnevik/events/frokost",
            "Ta med en ting du vil gi bort.",
        )
