"""What surrounds a letter: who sends it, why it came, how to stop it, and the colours."""

from dataclasses import dataclass

from emails import colour

PAPER = colour.PAPER
DARK = colour.INK


@dataclass(frozen=True)
class Frame:
    """The same for every letter of a community; the last four depend on who reads.

    `address` is the postal address or organisation line. `stop_url` belongs to news only.
    `why` replaces the letter's own sentence on why it came.
    """

    community: str
    address: str
    colour: str = colour.PETROL
    logo_url: str | None = None
    home_url: str = ""
    reply_address: str = ""
    stop_url: str | None = None
    mine_url: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Palette:
    """Every colour in a letter, in daylight and in the dark; no pure black, no pure white."""

    button: str
    on_button: str
    link: str
    button_dark: str
    on_button_dark: str
    link_dark: str
    around: str = "#F1EDE3"
    paper: str = PAPER
    ink: str = colour.INK
    soft: str = "#4B5B5F"
    line: str = "#DDD7C8"
    tint: str = "#F3EFE5"
    around_dark: str = "#0A1416"
    paper_dark: str = DARK
    ink_dark: str = "#EDEBE4"
    soft_dark: str = "#AEB9B8"
    line_dark: str = "#2C3B3F"
    tint_dark: str = "#18282C"


def palette(accent: str) -> Palette:
    """Read on the least fitting ground of each scheme, the accent can be read on all."""
    chosen = colour.known(accent)
    ink = colour.ink_on(chosen)
    bright = colour.readable(chosen, Palette.tint_dark)
    return Palette(
        button=colour.readable(chosen, ink),
        on_button=ink,
        link=colour.readable(chosen, Palette.around),
        button_dark=bright,
        on_button_dark=colour.ink_on(bright),
        link_dark=bright,
    )
