"""Scenarios of domain § 6 about events that no other test tells whole: A19, A22."""

from datetime import datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.events import actions
from service.events.due import due
from service.outbox.models import Message
from tests.events.planning import OSLO, YES, breakfast, coming, register

pytestmark = pytest.mark.usefixtures("still")


@pytest.mark.parametrize(
    "day", [datetime(2027, 3, 27), datetime(2027, 3, 28), datetime(2027, 3, 29)]
)
def test_across_the_change_of_clocks_times_are_as_typed(
    community: Community, day: datetime
) -> None:
    """A19: on Sunday 28 March 2027 clocks go forward at two."""
    start = day.replace(hour=9, tzinfo=OSLO)
    event = breakfast(community, starts_at=start, ends_at=start.replace(hour=11), doors_at=None)
    coming(event, "gro")
    told = session.scalars(select(Message).where(Message.calendar.is_not(None))).one()
    assert told.fields["when"].endswith("kl. 09.00–11.00")
    entry = Calendar.from_ical(str(told.calendar)).walk("VEVENT")[0]
    assert entry["DTSTART"].to_ical() == f"{day:%Y%m%d}T090000".encode()
    assert entry["DTSTART"].dt.utcoffset() == start.utcoffset()


@pytest.mark.parametrize(("kept", "state"), [(True, "no_show"), (False, "confirmed")])
def test_only_a_list_that_was_kept_tells_who_did_not_come(
    community: Community, kept: bool, state: str
) -> None:
    """A22: without a list nothing is known, and nobody is noted as missing."""
    event = breakfast(community)
    came, missing = coming(event, "gro"), coming(event, "kari")
    unconfirmed = register(event, "ola")
    with time_machine.travel(event.start, tick=False):
        if kept:
            actions.arrive(came, YES)
        session.commit()
    with time_machine.travel(event.end + timedelta(hours=49), tick=False):
        due(clock.now())
        due(clock.now())
        session.commit()
    assert (event.state, missing.state, unconfirmed.state) == ("held", state, "held")
    assert came.state == ("attended" if kept else "confirmed")
