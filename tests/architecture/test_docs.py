"""What the README and docs/ name is there, and what is there is named in them."""

import ast
import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import emails
from emails import blocks
from emails.campaigns.newsletter import Newsletter
from service import FEATURES
from service.events.kinds import Kind
from tests.emails.pages import FRAME
from workers.command import commands

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text() for page in PAGES)
EXTENDING = (ROOT / "docs" / "extending.md").read_text()
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:service|emails|forms|workers|tests|docs)/[\w/.]+|\.ci/\w+)`")
FUNCTION = re.compile(r"\b([\w/]+\.py):(\w+)")
RECIPE = re.compile(r"^`([\w/.]+)`\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECIPES = dict(RECIPE.findall(EXTENDING))
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    near = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    paths = [link.partition("#")[0] for link in near]
    assert [path for path in paths if not (document.parent / path).exists()] == []


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"`paadriv {name}\b", TEXT)


def test_no_command_is_promised_that_is_not_there() -> None:
    wanted = set(re.findall(r"^\| `paadriv ([a-z-]+)", TEXT, re.MULTILINE))
    assert wanted - set(commands.commands) == set()


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_is_documented(target: str) -> None:
    assert re.search(rf"`make {target}\b", EXTENDING)


def test_every_feature_is_on_the_map_in_its_order() -> None:
    rows = re.findall(r"^\| `service/(\w+)/` \|", EXTENDING, re.MULTILINE)
    assert rows == list(FEATURES)


def test_every_path_named_is_there() -> None:
    named = set(NAMED.findall(TEXT)) - RECIPES.keys()
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_function_named_is_there() -> None:
    named = sorted(set(FUNCTION.findall(TEXT)))
    assert [pair for pair in named if pair[1] not in functions(ROOT / pair[0])] == []
    assert len(named) > 20


def functions(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_no_recipe_names_what_is_there_already() -> None:
    assert [path for path in RECIPES if (ROOT / path).exists()] == []


def test_the_recipe_for_a_kind_of_event_makes_one() -> None:
    made: dict[str, object] = {}
    exec(RECIPES["service/events/kinds/market.py"], made)
    kind = made["KIND"]
    assert isinstance(kind, Kind)
    assert sorted(kind.title) == ["en", "nb", "nl", "nn"]


@pytest.mark.parametrize("language", ["nb", "nn", "nl", "en"])
def test_the_recipe_for_a_letter_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    bring(tmp_path, monkeypatch, "emails", "emails/events/farewell")
    # `emails.events` is a package of its own: the new folder lies in it.
    package = sys.modules["emails.events"]
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / "events")])
    letter = emails.find("events.farewell").sample()
    page = emails.render(letter, language, FRAME)
    assert "Pådriverfrokost om ombruk" in page.subject
    assert "Pådriverfrokost om ombruk" in page.text


@pytest.mark.parametrize("language", ["nb", "nn", "nl", "en"])
def test_the_recipe_for_a_block_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    bring(tmp_path / "blocks", monkeypatch, "emails.blocks", "emails/blocks/question")
    bring(tmp_path, monkeypatch, "emails", "emails/blocks/question")
    block = blocks.find("question").sample()
    newsletter = replace(Newsletter.sample(), blocks=(blocks.pack(block),))
    assert "Hva savner du på Brygga?" in emails.render(newsletter, language, FRAME).text
    labels = blocks.words("question", language)
    assert {f"field_{field.name}" for field in block.FIELDS} < labels.keys()


def bring(shelf: Path, monkeypatch: pytest.MonkeyPatch, package: str, folder: str) -> None:
    """Write a recipe's files on a shelf of their own, and let the package look there too."""
    within = folder.removeprefix(package.replace(".", "/") + "/")
    for path, content in RECIPES.items():
        if path.startswith(f"{folder}/"):
            place = shelf / within / Path(path).name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content)
            if path.endswith(".toml"):
                assert sorted(tomllib.loads(content)) == ["en", "nb", "nl", "nn"]
    found = sys.modules[package]
    monkeypatch.setattr(found, "__path__", [*found.__path__, str(shelf)])
