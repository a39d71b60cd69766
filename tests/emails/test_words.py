"""The words are complete in four languages, and only field names are ever set in."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given

from emails import Letter, blocks
from emails.letter import folder
from emails.render import HERE
from emails.words import LANGUAGES, UnknownField, known, places, read, spoken
from tests.emails.pages import LETTERS, anything

BOOKS = [
    HERE / "layout.toml",
    *(folder(letter.name) / "words.toml" for letter in LETTERS),
    *(blocks.folder(block.name) / "words.toml" for block in blocks.every()),
]
each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.parent.name)


@each_book
def test_a_book_speaks_four_languages(book: Path) -> None:
    assert tuple(read(book)) == LANGUAGES


@each_book
def test_all_languages_say_the_same_things_about_the_same_values(book: Path) -> None:
    spoken_of = [
        {key: places(text) for key, text in words.items()} for words in read(book).values()
    ]

    assert spoken_of == [spoken_of[0]] * 4


@each_book
def test_the_tone_is_calm(book: Path) -> None:
    texts = [text for words in read(book).values() for text in words.values()]

    assert [text for text in texts if "!" in text or text != text.strip() or not text] == []


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_words_name_only_fields(letter: type[Letter]) -> None:
    own = {field.name for field in fields(letter)} | {"community"}
    asked = read(folder(letter.name) / "words.toml")["nb"].values()

    assert set().union(*map(places, asked)) - own == set()


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_each_word_is_used(letter: type[Letter]) -> None:
    body = (folder(letter.name) / "body.mjml").read_text()
    framed = {"subject", "preheader", "why"}
    framed |= {"stop", "stop_reply"} if letter.stream == "list" else set()  # in the footer
    keys = {stem(key) for key in read(folder(letter.name) / "words.toml")["nb"]} - framed

    assert {key for key in keys if f"words.{key}" not in body} == set()


def stem(key: str) -> str:
    return key.removesuffix("_without").removesuffix("_one")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    place = tmp_path / "words.toml"
    place.write_text(
        '[nb]\nonly_nb = "nb"\nboth = "nb"\n[nn]\nboth = "nn"\n[nl]\nonly_nl = "nl"\n'
        '[en]\nonly_nb = "en"\nonly_nl = "en"\nboth = "en"\nonly_en = "en"\n'
    )
    return place


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", {"only_nb": "nb", "both": "nb", "only_nl": "en", "only_en": "en"}),
        ("nn", {"only_nb": "nb", "both": "nn", "only_nl": "en", "only_en": "en"}),
        ("nl", {"only_nb": "en", "both": "en", "only_nl": "nl", "only_en": "en"}),
        ("en", {"only_nb": "en", "both": "en", "only_nl": "en", "only_en": "en"}),
    ],
)
def test_a_missing_sentence_comes_from_the_nearest_language(
    book: Path, language: str, said: dict[str, str]
) -> None:
    assert spoken([book], language, {}) == said


@pytest.mark.parametrize(
    ("language", "ours"),
    [("no", "nb"), ("NB-no", "nb"), ("nn_NO", "nn"), ("nl-BE", "nl"), ("fi", "en"), ("", "en")],
)
def test_a_language_is_known_by_its_first_part(language: str, ours: str) -> None:
    assert known(language) == ours


def filled(text: str, values: dict[str, object]) -> str:
    return spoken([], "en", values, {"word": text})["word"]


@given(value=anything)
def test_a_value_is_never_read_again(value: str) -> None:
    once = filled("{name}", {"name": value})

    assert filled("<{name}>{other}", {"name": once, "other": "o"}) == f"<{once}>o"


@pytest.mark.parametrize("text", ["{nobody}", "{name.__class__}", "{name[0]}", "{name!r}", "{}"])
def test_a_word_that_asks_for_more_than_a_field_is_refused(text: str) -> None:
    with pytest.raises(UnknownField):
        filled(text, {"name": "Åse"})


def test_an_empty_value_and_the_number_one_have_their_own_words() -> None:
    words = {"hello": "Hi {name}", "hello_without": "Hi", "days": "{n} days", "days_one": "a day"}

    assert spoken([], "en", {"name": "", "n": 1}, words)["hello"] == "Hi"
    assert spoken([], "en", {"name": "", "n": 1}, words)["days"] == "a day"
    assert spoken([], "en", {"name": "A", "n": 2}, words)["hello"] == "Hi A"
    assert spoken([], "en", {"name": "A", "n": 2}, words)["days"] == "2 days"
