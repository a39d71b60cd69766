"""A finished letter: what the mail client shows in the list, and the body twice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    subject: str
    preheader: str
    html: str
    text: str
