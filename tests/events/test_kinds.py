"""An event kind is one file and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest

from service.communities.models import Community
from service.core.words import LANGUAGES
from service.events import kinds
from tests.events.planning import breakfast

NEW_KIND = '''"""A walk."""

from service.events.kinds import Kind

KIND = Kind(
    name="stroll",
    title={"nb": "Vandring", "nn": "Vandring", "nl": "Wandeling", "en": "Walk"},
    audience="open",
    capacity=25,
    minutes=120,
    doors_minutes=0,
    lead_weeks=2,
    reminders_hours=(24,),
)
'''


def test_each_kind_speaks_all_our_languages() -> None:
    spoken = {name: set(kind.title) for name, kind in kinds.every().items()}
    assert spoken == dict.fromkeys(kinds.every(), set(LANGUAGES))


def test_a_new_kind_is_one_file(
    community: Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stroll.py").write_text(NEW_KIND)
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    event = breakfast(community, kind_name="stroll", capacity=None, ends_at=None)
    assert (event.state, event.capacity) == ("published", 25)
    assert event.end - event.start == timedelta(hours=2)
