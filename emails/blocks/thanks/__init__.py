"""Thanks to people by name."""

from dataclasses import dataclass
from typing import Self

from emails.blocks.block import Block, Field


@dataclass(frozen=True)
class Thanks(Block):
    """`names` has one name, or one group, on each line."""

    FIELDS = (
        Field("heading", "line"),
        Field("body", "markdown"),
        Field("names", "text", required=True),
    )

    heading: str = ""
    body: str = ""
    names: str = ""

    @classmethod
    def sample(cls) -> Self:
        return cls("", "Elleve naboer bar hyller i regnet.", "Per Aas\nŽiga Černý\nFatima Ali")
