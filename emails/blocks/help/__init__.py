"""A call to help: what is needed, and how to say that you can."""

from dataclasses import dataclass
from typing import Self

from emails.blocks.block import Block, Field


@dataclass(frozen=True)
class Help(Block):
    """`person` is who hears it when someone answers the letter."""

    FIELDS = (
        Field("heading", "line", required=True),
        Field("body", "markdown", required=True),
        Field("url", "url"),
        Field("label", "line"),
        Field("person", "line"),
    )

    heading: str = ""
    body: str = ""
    url: str = ""
    label: str = ""
    person: str = ""

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Kjenner du til et tørt rom?",
            "Båtlaget trenger 40 kvadratmeter fram til 1. mars.",
            "https://paadriv.example/havnevik/projects/baat",
            person="Mariam",
        )
