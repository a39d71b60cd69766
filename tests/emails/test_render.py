"""Every letter in every language: complete, small, safe, and the same in HTML and text."""

import os
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emails import Frame, Letter, find, render
from emails.inbox.person_will_answer import PersonWillAnswer
from emails.letter import folder
from emails.words import LANGUAGES
from tests.emails.pages import EACH, FRAME, LETTERS, NAMES, Outline, anything, body

GOLDEN = Path(__file__).parent / "golden"
NUMBER = re.compile(r"\d+")
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

each_page = pytest.mark.parametrize(("letter", "language"), EACH, ids=NAMES)


def html_of(letter: Letter, language: str) -> Outline:
    return Outline(body(render(letter, language, FRAME).html))


@each_page
def test_the_text_reads_as_agreed(letter: type[Letter], language: str) -> None:
    page = render(letter.sample(), language, FRAME)
    written = f"{page.subject}\n{page.preheader}\n\n{page.text}"
    golden = GOLDEN / f"{letter.name}.{language}.txt"
    if os.environ.get("PAADRIV_GOLDEN") == "1":
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(written, encoding="utf-8")

    assert written == golden.read_text(encoding="utf-8")


@each_page
def test_the_language_is_told_to_the_reader(letter: type[Letter], language: str) -> None:
    page = render(letter.sample(), language, FRAME)

    assert Outline(page.html).languages == [f"html {language}", f"div {language}"]


@each_page
def test_the_text_has_every_link_in_the_same_order(letter: type[Letter], language: str) -> None:
    page = render(letter.sample(), language, FRAME)
    home, *links = Outline(page.html).links
    places = [page.text.find(link.removeprefix("mailto:")) for link in links]

    assert home == FRAME.home_url
    assert home in page.text
    assert -1 not in places
    assert re.findall(r"https://[^\s)]+", page.text) == [
        link for link in links if link.startswith("https:")
    ]


@each_page
def test_the_text_has_every_word_and_number(letter: type[Letter], language: str) -> None:
    page = render(letter.sample(), language, FRAME)
    words = set(Outline(body(page.html)).words.split())

    assert {word for word in words if word not in " ".join(page.text.split())} == set()
    assert set(NUMBER.findall(" ".join(words))) <= set(NUMBER.findall(page.text))


@each_page
def test_no_line_of_text_is_too_long(letter: type[Letter], language: str) -> None:
    lines = render(letter.sample(), language, FRAME).text.split("\n")

    assert [line for line in lines if len(line) > 76 and " " in line.strip("> -")] == []


@each_page
def test_a_letter_is_small_and_asks_nobody(letter: type[Letter], language: str) -> None:
    html = render(letter.sample(), language, FRAME).html
    pictures = [picture["src"] for picture in Outline(html).pictures]
    limit = 25_000 if letter.stream == "service" else 70_000

    assert len(html.encode()) < limit
    assert pictures == (
        ["https://paadriv.example/media/hyller.jpg"] if letter.stream == "news" else []
    )
    assert re.findall(r"@import|@font-face|<link|<script|url\(|<form|<svg", html) == []
    assert html.count("<!--[if") == html.count("<![endif]")


@each_page
def test_nothing_is_left_unfilled(letter: type[Letter], language: str) -> None:
    page = render(letter.sample(), language, FRAME)
    seen = f"{page.subject} {page.preheader} {page.text}"

    assert re.findall(r"[{}]|None|True|False|pdslot|&amp;amp;|\ufffd", seen) == []
    assert page.preheader != page.subject


@each_page
def test_headings_go_down_one_at_a_time(letter: type[Letter], language: str) -> None:
    levels = [int(tag[1]) for tag, _ in html_of(letter.sample(), language).tags if is_title(tag)]

    assert levels[:1] == ([] if letter.name == "inbox.answer" else [1])
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [letter.name for letter in LETTERS])
def test_a_person_without_a_first_name_is_greeted_well(name: str, language: str) -> None:
    sample = find(name).sample()
    if any(field.name == "first_name" for field in fields(sample)):
        sample = replace(sample, first_name="")  # type: ignore[call-arg]

    text = render(sample, language, FRAME).text

    assert re.findall(r" ,", text) == []


def test_only_news_and_the_channel_can_be_stopped() -> None:
    stoppable = [
        letter.name
        for letter in LETTERS
        if FRAME.stop_url in Outline(render(letter.sample(), "nb", FRAME).html).links
    ]

    assert stoppable == [
        "campaigns.newsletter",
        "channel.daily",
        "channel.post",
        "contacts.paused",
        "contacts.subscribed",
    ]


def test_the_frame_may_say_why() -> None:
    letter = find("inbox.person_will_answer").sample()
    page = render(letter, "nb", replace(FRAME, why="Fordi du er {snill} & god."))

    assert "Fordi du er {snill} & god." in page.text
    assert "Fordi du er {snill} &amp; god." in page.html


def test_a_bare_frame_is_enough() -> None:
    letter = PersonWillAnswer("Åse", "Pådriv")
    page = render(letter, "nb", Frame("Pådriv", "Org. 1"))

    assert (
        page.text.split("* * *\n\n")[1]
        == "Du får dette fordi du skrev til oss.\n\nPådriv, Org. 1\n"
    )
    assert Outline(page.html).links == []


def test_a_logo_stands_for_the_name() -> None:
    frame = replace(FRAME, logo_url="https://paadriv.example/media/logo.png")
    html = Outline(render(find("inbox.person_will_answer").sample(), "nb", frame).html)

    assert [(picture["src"], picture["alt"]) for picture in html.pictures] == [
        ("https://paadriv.example/media/logo.png", "Pådriv Havnevik")
    ]


def test_a_manager_may_say_it_in_other_words() -> None:
    letter = find("inbox.person_will_answer").sample()
    page = render(letter, "nb", FRAME, {"heading": "Takk, {first_name}.", "subject": "Takk\nX: y"})

    assert page.text.startswith("Hei Åse,\n\nTakk, Åse.\n==========\n")
    assert page.subject == "Takk X: y"


def test_an_unknown_language_is_english() -> None:
    letter = find("inbox.person_will_answer").sample()

    assert render(letter, "fi", FRAME) == render(letter, "en", FRAME)
    assert render(letter, "nl-BE", FRAME) == render(letter, "nl", FRAME)


@each_page
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_hostile_values_change_nothing_but_the_words(
    letter: type[Letter], language: str, data: st.DataObject
) -> None:
    sample = letter.sample()
    hostile = data.draw(anything)
    calm = render(with_words(sample, "x"), language, FRAME)
    page = render(with_words(sample, f"x{hostile}"), language, FRAME)

    assert known_tags(page.html) == known_tags(calm.html)
    assert UNFIT.findall(page.subject + page.preheader) == []
    assert re.findall(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", page.text + page.html) == []


def known_tags(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Without what a typed paragraph may rightly become: more paragraphs and breaks."""
    return [tag for tag in Outline(html).tags if tag[0] not in ("p", "br")]


def with_words(letter: Letter, words: str) -> Letter:
    texts = {
        field.name: words
        for field in fields(letter)
        if isinstance(getattr(letter, field.name), str) and not is_link(getattr(letter, field.name))
    }
    lists = {
        field.name: (words,) * len(getattr(letter, field.name))
        for field in fields(letter)
        if field.type == tuple[str, ...]
    }
    changed: dict[str, Any] = texts | lists
    return replace(letter, **changed)


def is_link(value: str) -> bool:
    return value.startswith("https:")


def is_title(tag: str) -> bool:
    return re.fullmatch("h[1-6]", tag) is not None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JaVaScript:x", "data:text/html,x", "//evil", "", "\x01x"]
)
def test_a_link_that_leads_nowhere_good_is_left_out(address: str) -> None:
    letter = find("communities.sign_in")(address, 15)  # type: ignore[call-arg]
    outline = Outline(render(letter, "nb", FRAME).html)

    assert outline.links == [FRAME.home_url, FRAME.mine_url, FRAME.home_url, MAILTO]


MAILTO = f"mailto:{FRAME.reply_address}"


def test_a_link_keeps_its_query() -> None:
    address = 'https://x.example/?a=1&b="2" 3'
    letter = find("communities.sign_in")(address, 15)  # type: ignore[call-arg]
    page = render(letter, "nb", FRAME)

    assert "Logg inn: https://x.example/?a=1&b=%222%22%203\n" in page.text
    assert 'href="https://x.example/?a=1&amp;b=%222%22%203"' in page.html


def test_no_golden_text_is_left_over() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(NAMES)


def templates() -> Iterator[Path]:
    return (folder(letter.name) / "body.mjml" for letter in LETTERS)


def test_no_sentence_stands_in_a_template() -> None:
    bare = (re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", "", path.read_text()) for path in templates())

    assert "".join(unescape(words).strip() for words in bare) == ""
