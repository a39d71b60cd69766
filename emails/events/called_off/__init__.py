"""Tells somebody who was coming, or hoped to, that the event is called off."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class CalledOff(Letter):
    """`reason`: the manager's own words, or empty. `calendar`: an entry goes out of theirs."""

    first_name: str
    title: str
    when: str
    reason: str
    calendar: bool

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Åse",
            "Pådriverfrokost om ombruk",
            "onsdag 20. januar 2027 kl. 08.00–09.30",
            "Foredragsholderen er blitt syk. Vi prøver igjen i februar.",
            True,
        )
