"""The map is true: folders, file names, jobs and layers say what the code does."""

import ast
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from service import FEATURES
from service.core.queue import JOBS, QUEUES

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("service", "emails", "forms", "workers")
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts
]
VAGUE = re.compile(r"(util|helper|common|misc|base|manager|service)s?$")
BY_NAME = {"service/core/roles.py", "service/events/kinds/__init__.py"}
BY_NAME |= {"emails/letter.py", "emails/blocks/__init__.py"}


def test_folders_are_the_features():
    rooms = {path.parent.name for path in (ROOT / "service").glob("*/__init__.py")}
    assert rooms == {*FEATURES, "core"}


def test_the_layer_contract_follows_the_feature_order():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [name.removeprefix("service.") for name in contracts["contracts"][0]["layers"]]
    assert [name for name in layers if name in FEATURES] == list(reversed(FEATURES))


@pytest.mark.parametrize("job", JOBS)
def test_every_job_is_there_and_in_a_queue(job):
    queue, path = JOBS[job]
    module, _, name = path.rpartition(".")
    assert queue in QUEUES
    assert callable(getattr(import_module(module), name))


def test_no_vague_names():
    assert [str(path) for path in CODE if VAGUE.search(path.stem)] == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    source = path.read_text()
    tree = ast.parse(source)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert len(source.splitlines()) <= 300
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno + 1 > 30] == []
    assert ast.get_docstring(tree), "say in a line what this file is for"


def test_only_roles_kinds_letters_and_blocks_import_by_name():
    users = {str(path.relative_to(ROOT)) for path in CODE if "import_module" in path.read_text()}
    assert users == BY_NAME


def test_a_kind_is_named_in_its_own_file_only():
    kinds = [path.stem for path in (ROOT / "service/events/kinds").glob("[a-z]*.py")]
    code = {path: path.read_text() for path in CODE if "demo" not in path.parts}
    named = {kind: [p.name for p, text in code.items() if f'"{kind}"' in text] for kind in kinds}
    assert named == {kind: [f"{kind}.py"] for kind in kinds}


def test_only_actions_commit_nothing():
    """Faces and workers commit once at their end; an action may be part of another."""
    actions = [path for path in CODE if path.name == "actions.py"]
    assert [str(path) for path in actions if "session.commit" in path.read_text()] == []


def test_time_and_chance_have_one_source():
    loose = re.compile(
        r"datetime\.now|datetime\.utcnow|date\.today|\bimport random|\bimport secrets"
    )
    allowed = {"service/core/clock.py", "service/core/tokens.py", "service/core/config.py"}
    allowed |= {"service/app.py", "service/demo/people.py"}  # the page's nonce; a seeded crowd
    users = {str(path.relative_to(ROOT)) for path in CODE if loose.search(path.read_text())}
    assert users <= allowed
