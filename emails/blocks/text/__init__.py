"""A piece of writing, in another language than the letter's if need be."""

from dataclasses import dataclass
from typing import Self

from emails.blocks.block import Block, Field


@dataclass(frozen=True)
class Text(Block):
    FIELDS = (
        Field("heading", "line"),
        Field("body", "markdown", required=True),
        Field("lang", "lang"),
        Field("url", "url"),
        Field("label", "line"),
    )

    heading: str = ""
    body: str = ""
    lang: str = ""
    url: str = ""
    label: str = ""

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Hyllene er på plass",
            "Seks hyller, to kvelder og **elleve** par hender. [Se bildene](https://paadriv.example/p/7).\n\n"
            "- Åpent hver tirsdag\n- Gratis for alle",
        )
