"""Carries news to everyone who asked for it, put together from blocks."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from emails import blocks
from emails.letter import Letter


@dataclass(frozen=True)
class Newsletter(Letter):
    """`blocks` are packed blocks: the block's name under `block`, its fields beside it.

    `answer_link` only when the letter asks for people: then it ends with the question.
    """

    stream: ClassVar[Literal["service", "news", "list"]] = "news"

    subject: str
    preheader: str
    first_name: str
    greeting: bool
    blocks: tuple[dict[str, Any], ...]
    web_url: str | None
    answer_link: str = ""

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Seks hyller og en båt",
            "Frokost 20. januar, og noen som trenger et lokale.",
            "Åse",
            True,
            tuple(blocks.pack(block.sample()) for block in blocks.every()),
            "https://paadriv.example/havnevik/letters/3",
            "https://paadriv.example/answer/Kf3xV9",
        )
