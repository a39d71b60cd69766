"""Tells one of the team each morning what waits in the inbox, each with an address to answer at."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Digest(Letter):
    """`waiting`: (who, since when and what about, their first words, the address to answer at)."""

    first_name: str
    community: str
    number: int
    waiting: tuple[tuple[str, str, str, str], ...]
    link: str

    @classmethod
    def sample(cls) -> Self:
        return cls(
            "Mariam",
            "Pådriv Havnevik",
            12,
            (
                (
                    "Åse Berg",
                    "Pådriverfrokost om ombruk, siden mandag 18. januar 2027",
                    "Kommer jeg inn med rullestol?",
                    "mailto:reply+aaaabbbbccccddddeeeeffffgg@svar.example",
                ),
                (
                    "Ola Vik",
                    "Nyhetsbrevet i januar, siden tirsdag 19. januar 2027",
                    "Hei! Jeg har et lokale.\nHvem snakker jeg med?",
                    "mailto:reply+gggghhhhiiiijjjjkkkkllllmm@svar.example",
                ),
            ),
            "https://paadriv.example/admin/havnevik/inbox",
        )
