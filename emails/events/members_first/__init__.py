"""Tells somebody who is no Pådriver that an event is for those first, and when it opens to all."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class MembersFirst(Letter):
    """`opens`: the moment it opens to everybody, in words; none when that is not settled."""

    first_name: str
    title: str
    when: str
    opens: str | None
    join_link: str
    cancel_link: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriversamling om ombruk",
            "onsdag 20. januar 2027 kl. 12.00–15.00",
            "mandag 4. januar 2027 kl. 08.00",
            "https://paadriv.example/havnevik/join",
            "https://paadriv.example/answer/Kf3xV9",
        )
