"""A picture with words for those who do not see it."""

from dataclasses import dataclass
from typing import Self

from emails.blocks.block import Block, Field


@dataclass(frozen=True)
class Image(Block):
    """A decorative picture needs no words; every other does."""

    FIELDS = (
        Field("url", "image", required=True),
        Field("alt", "line"),
        Field("decorative", "flag"),
        Field("caption", "line"),
        Field("width", "number"),
        Field("height", "number"),
    )

    url: str = ""
    alt: str = ""
    decorative: bool = False
    caption: str = ""
    width: int | None = None
    height: int | None = None

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "https://paadriv.example/media/hyller.jpg",
            "Fire naboer bærer en hylle over kaia",
            caption="Foto: Per Aas",
            width=1200,
            height=630,
        )

    def missing(self) -> tuple[str, ...]:
        wordless = () if self.alt or self.decorative else ("alt",)
        return super().missing() + wordless
