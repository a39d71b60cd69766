"""A line of the manager's day, a number and its rows, and where a sign-in may lead. Pure."""

from dataclasses import dataclass

ASKS = 5  # sign-in links to one address in a quarter of an hour
TRIES = 30  # sign-in tries from one place in a minute
MINE_A_MINUTE = 60


@dataclass(frozen=True)
class Need:
    """Something that needs the manager, and the one button that begins it."""

    sentence: str
    button: str
    url: str


@dataclass(frozen=True)
class Figure:
    number: int
    what: str
    url: str


@dataclass(frozen=True)
class Area:
    """Information, events or participation, in numbers of people who took part."""

    name: str
    figures: tuple[Figure, ...]


def safe_next(path: str) -> str:
    """Where to go after signing in: a page for staff here, never another site."""
    plain = path.isascii() and path.isprintable() and "\\" not in path and "//" not in path
    return path if plain and path.startswith("/admin/") else "/admin/"
