"""A newsletter block is a small record of plain values; its folder holds its look and words."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

Kind = Literal["line", "text", "markdown", "image", "url", "choice", "lang", "number", "flag"]


@dataclass(frozen=True)
class Field:
    """What a form needs to ask for one value; its label is `field_<name>` in the words."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """The name is the folder's."""

    name: ClassVar[str]
    FIELDS: ClassVar[tuple[Field, ...]]

    def __init_subclass__(cls) -> None:
        cls.name = cls.__module__.rpartition(".")[2]

    @classmethod
    def sample(cls) -> Self:
        """One block with made-up fields, for previews and tests."""
        raise NotImplementedError  # each has its own; a test asks all of them

    def missing(self) -> tuple[str, ...]:
        """The required fields that are still empty."""
        asked = (field.name for field in self.FIELDS if field.required)
        return tuple(name for name in asked if not getattr(self, name))
