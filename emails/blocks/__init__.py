"""What a newsletter is put together from: one folder per block."""

from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

from emails.blocks.block import Block, Field
from emails.words import in_language

__all__ = ["Block", "Field", "every", "find", "folder", "pack", "unpack", "words"]


class UnknownBlock(LookupError):
    """No folder bears the name."""


def every() -> list[type[Block]]:
    """All blocks there are a folder for, by name."""
    return [find(name) for path in shelves() for name in sorted(names(path))]


def find(name: str) -> type[Block]:
    if not any(name in names(path) for path in shelves()):
        raise UnknownBlock(f"There is no block called {name!r}.")
    module = import_module(f"{__name__}.{name}")
    own = (thing for thing in vars(module).values() if isinstance(thing, type))
    return next(t for t in own if issubclass(t, Block) and t.__module__ == module.__name__)


def pack(block: Block) -> dict[str, Any]:
    """As JSON takes it: the block's name under `block`, its fields beside it."""
    return {"block": block.name, **asdict(block)}


def unpack(stored: Mapping[str, Any]) -> Block:
    """From JSON or from a form; what the block does not know is left out."""
    kind = find(str(stored.get("block", "")))
    hints = get_type_hints(kind)
    asked = [field.name for field in kind.FIELDS if field.name in stored]
    return kind(**{name: fitted(hints[name], stored[name]) for name in asked})


def words(name: str, language: str) -> dict[str, str]:
    """The block's own words: `block` names it in a menu, `field_<name>` labels its fields."""
    return in_language(folder(name) / "words.toml", language)


def folder(name: str) -> Path:
    return next(path / name for path in shelves() if name in names(path))


def shelves() -> tuple[Path, ...]:
    return tuple(Path(path) for path in __path__)


def names(shelf: Path) -> set[str]:
    return {body.parent.name for body in shelf.glob("*/body.mjml")}


def fitted(hint: Any, value: Any) -> Any:
    """A form sends only text; the field's type says what it was meant as."""
    if hint is bool:
        return value is True or str(value).lower() in {"1", "on", "true", "yes", "y"}
    if hint is str:
        return "" if value is None else str(value)
    digits = str(value).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
