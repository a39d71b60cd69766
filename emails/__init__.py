"""What we say: one folder per letter (its fields, its look, its words in four languages)."""

from emails.frame import Frame
from emails.letter import Letter, every, find, pack, stops, unpack
from emails.page import Page
from emails.render import render, warm
from emails.slots import fill

__all__ = [
    "Frame",
    "Letter",
    "Page",
    "every",
    "fill",
    "find",
    "pack",
    "render",
    "stops",
    "unpack",
    "warm",
]
