"""Newsletter blocks: found by folder, filled from forms, safe whatever a manager types."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings

from emails import Page, blocks, render
from emails.blocks import Block, UnknownBlock
from emails.blocks.event import Event
from emails.blocks.help import Help
from emails.blocks.image import Image
from emails.blocks.text import Text
from emails.blocks.thanks import Thanks
from emails.campaigns.newsletter import Newsletter
from emails.markdown import TAGS, as_html
from emails.words import LANGUAGES
from tests.emails.pages import FRAME, Outline, anything, body

BLOCKS = blocks.every()
each_block = pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)


def letter_with(*stored: Block) -> Page:
    packed = tuple(blocks.pack(block) for block in stored)
    return render(Newsletter("s", "p", "", False, packed, None), "nb", FRAME)


def test_every_block_is_there() -> None:
    assert [Event, Help, Image, Text, Thanks] == BLOCKS


@each_block
def test_a_block_asks_for_all_its_fields(block: type[Block]) -> None:
    assert [field.name for field in block.FIELDS] == [field.name for field in fields(block)]


@each_block
def test_each_field_has_a_label_in_four_languages(block: type[Block]) -> None:
    labels = {f"field_{field.name}" for field in block.FIELDS} | {"block"}

    assert [labels - set(blocks.words(block.name, language)) for language in LANGUAGES] == [
        set()
    ] * 4


@each_block
def test_a_stored_block_comes_back_the_same(block: type[Block]) -> None:
    sample = block.sample()

    assert blocks.unpack(json.loads(json.dumps(blocks.pack(sample)))) == sample
    assert sample.missing() == ()


@each_block
def test_an_empty_block_still_renders(block: type[Block]) -> None:
    assert letter_with(block()).subject == "s"


@each_block
@settings(max_examples=15, deadline=None)
@given(value=anything)
def test_hostile_words_add_no_tag(block: type[Block], value: str) -> None:
    plain = [field.name for field in block.FIELDS if field.kind in ("line", "text", "lang")]
    stored = replace(block.sample(), **dict.fromkeys(plain, f"x{value}"))
    calm = replace(block.sample(), **dict.fromkeys(plain, "x"))

    assert tags(letter_with(stored)) == tags(letter_with(calm))


def tags(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    return [tag for tag in Outline(page.html).tags if tag[0] not in ("p", "br", "li")]


@settings(deadline=None)
@given(value=anything)
def test_markdown_gives_only_plain_tags(value: str) -> None:
    found = {tag for tag, _ in Outline(as_html(value)).tags}

    assert found <= TAGS
    assert letter_with(Text("", value)).subject == "s"


@pytest.mark.parametrize(
    "source", ["[x](javascript:alert(1))", "<img src=x onerror=y>", "![x](https://x.test/p.gif)"]
)
def test_markdown_loads_and_runs_nothing(source: str) -> None:
    outline = Outline(as_html(source))

    assert [tag for tag in outline.tags if tag[0] in ("img", "script")] == []
    assert [link for link in outline.links if not link.startswith("https://x.test")] == []


def test_an_english_quote_in_a_norwegian_letter_is_marked() -> None:
    page = letter_with(Text("A word", "> It works.", "en"))

    assert Outline(page.html).languages == ["html nb", "div nb", "h2 en", "div en"]
    assert "> It works." in page.text


def test_a_help_block_says_who_hears_the_answer() -> None:
    asked = Help("Et rom?", "Ja", person="Mariam")

    assert (
        "Kan du hjelpe? Svar på denne e-posten, så hører Mariam fra deg." in letter_with(asked).text
    )
    assert "Kan du hjelpe? Svar på denne e-posten.\n" in letter_with(replace(asked, person="")).text


def test_a_picture_needs_words_unless_it_is_decoration() -> None:
    assert Image("https://x.test/a.png").missing() == ("alt",)
    assert Image("https://x.test/a.png", decorative=True).missing() == ()
    assert Image().missing() == ("url", "alt")


def test_a_picture_never_overflows() -> None:
    wide = Outline(body(letter_with(Image("https://x.test/a.png", "a", width=4000)).html))
    small = Outline(body(letter_with(Image("https://x.test/a.png", "a", width=120)).html))

    assert [picture["width"] for picture in wide.pictures + small.pictures] == ["544", "120"]


@pytest.mark.parametrize(
    ("form", "image"),
    [
        ({"decorative": "on", "width": " 120 "}, Image(decorative=True, width=120)),
        ({"decorative": "", "width": "", "height": "-1"}, Image()),
        ({"decorative": "false", "width": "1e9", "url": None}, Image()),
        ({"unknown": "x"}, Image()),
    ],
)
def test_a_form_sends_only_text(form: dict[str, Any], image: Image) -> None:
    assert blocks.unpack({"block": "image", **form}) == image


@pytest.mark.parametrize("name", ["", "nothing", "../text", "block", None])
def test_an_unknown_block_is_refused(name: str | None) -> None:
    with pytest.raises(UnknownBlock):
        blocks.unpack({"block": name})
