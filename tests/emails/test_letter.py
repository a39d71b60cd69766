"""A letter is found by its folder and survives being stored as JSON."""

import json
import sys
from pathlib import Path

import pytest

from emails import Letter, every, find, pack, render, unpack
from emails.letter import BadFields, UnknownLetter, folder
from tests.emails.pages import FRAME, LETTERS

STORY = '''"""Tells a story."""

from dataclasses import dataclass
from typing import Self

from emails.letter import Letter


@dataclass(frozen=True)
class Story(Letter):
    first_name: str

    @classmethod
    def sample(cls) -> Self:
        return cls("Åse")
'''
BODY = '{% extends "layout.mjml" %}{% block content %}{{ heading(words.heading) }}{% endblock %}'
WORDS = '[en]\nsubject = "A story for {first_name}"\npreheader = "p"\nheading = "h"\nwhy = "w"\n'


def test_every_letter_is_there() -> None:
    assert [letter.name for letter in LETTERS] == [
        "campaigns.counted",
        "campaigns.newsletter",
        "campaigns.not_this_time",
        "channel.daily",
        "channel.held",
        "channel.not_member",
        "channel.post",
        "channel.switched_off",
        "channel.you_are_in",
        "communities.sign_in",
        "contacts.confirm_subscription",
        "contacts.paused",
        "contacts.reaches_you",
        "contacts.subscribed",
        "contacts.unsubscribed",
        "events.called_off",
        "events.cancelled",
        "events.confirm_place",
        "events.date_set",
        "events.declined",
        "events.invitation",
        "events.maybe",
        "events.members_first",
        "events.missed_you",
        "events.offer_passed",
        "events.offered",
        "events.passed_on",
        "events.plan_due",
        "events.practical",
        "events.reminder",
        "events.save_the_date",
        "events.thanks",
        "events.waiting",
        "events.you_are_in",
        "inbox.answer",
        "inbox.digest",
        "inbox.person_will_answer",
        "members.confirm_membership",
        "members.declined",
        "members.left",
        "members.new_member",
        "members.welcome",
        "tips.may_we_print",
        "tips.noted",
    ]


def test_only_the_newsletter_is_news() -> None:
    assert [letter.name for letter in LETTERS if letter.stream == "news"] == [
        "campaigns.newsletter"
    ]


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_a_stored_letter_comes_back_the_same(letter: type[Letter]) -> None:
    sample = letter.sample()

    assert unpack(letter.name, json.loads(json.dumps(pack(sample)))) == sample


@pytest.mark.parametrize(
    "name", ["", "events", "events.nothing", "blocks.text", "../x.y", "events.confirm_place.x"]
)
def test_an_unknown_name_finds_nothing(name: str) -> None:
    with pytest.raises(UnknownLetter):
        find(name)


@pytest.mark.parametrize("fields", [{}, {"first_name": "Åse", "title": "t", "more": "m"}])
def test_fields_that_do_not_fit_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BadFields, match="OfferPassed has"):
        unpack("events.offer_passed", fields)


def test_a_letter_lies_where_its_name_says() -> None:
    assert [folder(letter.name).parts[-2:] for letter in LETTERS] == [
        tuple(letter.name.split(".")) for letter in LETTERS
    ]


def test_a_new_letter_is_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = sys.modules["emails"]
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    place = tmp_path / "tales" / "story"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text(STORY)
    (place / "body.mjml").write_text(BODY)
    (place / "words.toml").write_text(WORDS)

    story = unpack("tales.story", {"first_name": "Åse"})

    assert [letter.name for letter in every()] == sorted(
        ["tales.story", *(letter.name for letter in LETTERS)]
    )
    assert render(story, "nb", FRAME).subject == "A story for Åse"
