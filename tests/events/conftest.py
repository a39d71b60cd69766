"""Time stands still at the anchor: Monday 23 November 2026, 09:00 in Havnevik."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.events.planning import ANCHOR


@pytest.fixture
def still() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ANCHOR, tick=False) as traveller:
        yield traveller
