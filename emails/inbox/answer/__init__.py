"""Carries a manager's answer to a person who wrote to us."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Answer(Letter):
    """`body` and `quoted` are plain text as it was typed; `about` is the subject they wrote."""

    first_name: str
    body: str
    author: str
    quoted: str
    about: str = ""

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Ja, det er heis fra kaia, og inngangen er bred nok.\n\n"
            "Si fra når du er framme, så møter jeg deg i døra.",
            "Mariam",
            "Kommer jeg inn med rullestol?",
        )
