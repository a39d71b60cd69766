"""Which sentences stand in the code of a folder, and which of them its catalogues hold."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("nb", "nn", "nl")  # English stands in the code itself
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "_n": (1, 2),
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
READERS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def folders() -> list[Path]:
    """Every folder with words of its own: each feature, core, and the forms."""
    features = [path for path in (ROOT / "service").iterdir() if (path / "__init__.py").exists()]
    return sorted([*features, ROOT / "forms"])


def sentences(folder: Path) -> dict[str, set[str]]:
    """The English sentences in this folder (of a plural, its singular) and their placeholders."""
    found = extract_from_dir(folder, READERS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True)
    return {first(message): names(" ".join(forms(message))) for _, _, message, _, _ in found}


def forms(message: str | Sequence[str] | None) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message or ())


def first(message: str | Sequence[str]) -> str:
    return forms(message)[0]


def translations(folder: Path, language: str) -> dict[str, tuple[str, ...]]:
    path = folder / "translations" / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = [message for message in read_po(file, locale=language) if message.id]
    return {first(entry.id): forms(entry.string) for entry in entries}


def faults(folder: Path, language: str) -> Iterator[str]:
    """What is missing, empty, unused, or has lost a placeholder, one line each."""
    wanted, held = sentences(folder), translations(folder, language)
    for sentence in sorted(wanted.keys() | held.keys()):
        if sentence not in held or not all(held[sentence]):
            yield f"missing: {sentence}"
        elif sentence not in wanted:
            yield f"unused: {sentence}"
        elif names(held[sentence][-1]) != wanted[sentence]:
            yield f"placeholders differ: {sentence}"


def names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
