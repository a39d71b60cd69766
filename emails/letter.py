"""A letter is a small record of plain values; its folder holds its look and its words."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType, NoneType
from typing import Any, ClassVar, Literal, Self, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class UnknownLetter(LookupError):
    """No folder bears the name."""


class BadFields(ValueError):
    """The stored fields do not fit the letter."""


@dataclass(frozen=True)
class Letter:
    """The name is the folder's: `events.confirm_place` lies in `emails/events/confirm_place`."""

    name: ClassVar[str]
    stream: ClassVar[Literal["service", "news", "list"]] = "service"
    stops: ClassVar[Literal["newsletter", "invitations"]] = "newsletter"  # what a STOP to it means

    def __init_subclass__(cls) -> None:
        cls.name = cls.__module__.partition(".")[2]

    @classmethod
    def sample(cls) -> Self:
        """One letter with made-up fields, for previews and tests."""
        raise NotImplementedError  # each has its own; a test asks all of them


def every() -> list[type[Letter]]:
    """All letters there are a folder for, by name."""
    return [find(name) for name in sorted(names())]


def find(name: str) -> type[Letter]:
    if not NAME.fullmatch(name) or not any(holds(shelf, name) for shelf in shelves()):
        raise UnknownLetter(f"There is no letter called {name!r}.")
    return the_letter(import_module(f"emails.{name}"))


def stops(name: str) -> Literal["newsletter", "invitations"]:
    """What a STOP to this letter means; the newsletter, when there is no such letter any more."""
    try:
        return find(name).stops
    except UnknownLetter:
        return "newsletter"


def pack(letter: Letter) -> dict[str, Any]:
    """The fields as JSON takes them; `unpack(letter.name, …)` makes the same letter again."""
    return {key: plain(value) for key, value in asdict(letter).items()}


def unpack(name: str, stored: Mapping[str, Any]) -> Letter:
    return revived(find(name), stored)


def folder(name: str) -> Path:
    return next(path / name.replace(".", "/") for path in shelves() if holds(path, name))


def shelves() -> tuple[Path, ...]:
    """Where letters lie: this package, and any folder its path was extended with."""
    return tuple(Path(path) for path in sys.modules["emails"].__path__)


def names() -> Iterator[str]:
    for shelf in shelves():
        for body in shelf.glob("*/*/body.mjml"):
            name = f"{body.parent.parent.name}.{body.parent.name}"
            if holds(shelf, name):
                yield name


def holds(shelf: Path, name: str) -> bool:
    """Whether the shelf has the letter; a newsletter's blocks lie beside the letters."""
    place = shelf / name.replace(".", "/") / "body.mjml"
    return place.is_file() and not name.startswith("blocks.")


def the_letter(module: ModuleType) -> type[Letter]:
    own = (thing for thing in vars(module).values() if isinstance(thing, type))
    return next(t for t in own if issubclass(t, Letter) and t.__module__ == module.__name__)


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value


def revived(kind: type[T], stored: Mapping[str, Any]) -> T:
    hints = get_type_hints(kind)
    own = {field.name for field in fields(cast(Any, kind))}
    try:
        return kind(**{key: fitted(hints[key], value) for key, value in stored.items()})
    except (TypeError, KeyError) as error:
        raise BadFields(f"{kind.__name__} has {sorted(own)}, not {sorted(stored)}.") from error


def fitted(hint: Any, value: Any) -> Any:
    """JSON knows no tuples and no records; the field's type says what the value was."""
    if NoneType in get_args(hint):
        return None if value is None else fitted(get_args(hint)[0], value)
    if get_origin(hint) is tuple:
        return tuple(fitted(get_args(hint)[0], inner) for inner in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return revived(hint, value)
    return value
