"""What a community has set for its pace holds for its senders within a second."""

import os
from datetime import date
from zoneinfo import ZoneInfo

import pytest
import time_machine

from service.core.db import session
from service.core.relay import parse
from service.outbox.delivery import pace
from service.outbox.delivery.rates import Limit, Rates
from service.outbox.delivery.scribe import Scribe
from service.outbox.delivery.turns import Turns
from service.outbox.models import Pace

OSLO = ZoneInfo("Europe/Oslo")
HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def turns(community):
    keys = pace.keys(community.id)
    return Turns(Rates(None), keys.common, keys.by_domain)


@pytest.fixture
def scribe(app):
    found = Scribe(app, 1, "h1")
    yield found
    os.close(found.bell)


@pytest.fixture
def watch(community, turns):
    session.commit()
    return pace.Watch(community.id, [Limit("house", 50.0)], turns)


def speeds(turns: Turns) -> dict[str, float]:
    buckets = turns.rates.buckets
    return {key: bucket.per_second for key, bucket in buckets.items()}


def test_the_installation_limits_itself_and_its_relays():
    relays = [parse("smtp://a.example?rate=5"), parse("smtp://b.example:587")]
    assert pace.fixed(20.0, relays) == [Limit("house", 20.0), Limit("relay:a.example:25", 5.0)]
    assert pace.fixed(None, relays[1:]) == []


def test_who_has_set_nothing_is_limited_by_the_installation_only(watch, turns, scribe):
    watch.look(scribe)
    assert speeds(turns) == {"house": 50.0}
    assert not turns.limited
    assert scribe.quiet is False


def test_what_is_set_holds_at_the_next_look(watch, turns, scribe, community):
    number = community.id
    session.add(Pace(community_id=number, per_hour=7200, domains={"gmail.com": 1800}))
    session.commit()
    watch.look(scribe)
    domain = f"domain:{number}:gmail.com"
    assert speeds(turns) == {"house": 50.0, f"community:{number}": 2.0, domain: 0.5}
    assert turns.limited == {"gmail.com"}
    kept = session.get_one(Pace, number)
    kept.per_hour, kept.domains = None, {}
    session.commit()
    watch.look(scribe)
    assert speeds(turns) == {"house": 50.0}
    assert not turns.limited


@pytest.mark.parametrize(
    ("today", "speed"),
    [("2026-11-25", 100 / DAY), ("2026-11-29", 400 / DAY), ("2026-12-05", 100 / HOUR)],
)
def test_a_new_sender_goes_as_slowly_as_its_plan_or_its_limit_says(today, speed):
    mine = Pace(community_id=7, per_hour=100, domains={}, warm_from=date(2026, 11, 25))
    with time_machine.travel(f"{today}T12:00:00Z", tick=False):
        assert pace.of(mine, OSLO) == [Limit("community:7", speed)]


def test_a_plan_that_is_over_limits_nothing():
    mine = Pace(community_id=7, per_hour=None, domains={}, warm_from=date(2026, 11, 25))
    with time_machine.travel("2026-12-23T12:00:00Z", tick=False):
        assert pace.of(mine, OSLO) == []


def test_the_day_of_a_plan_begins_where_the_community_is():
    mine = Pace(community_id=7, per_hour=None, domains={}, warm_from=date(2026, 11, 25))
    with time_machine.travel("2026-11-26T23:30:00Z", tick=False):
        assert pace.of(mine, OSLO) == [Limit("community:7", 200 / DAY)]


@pytest.mark.parametrize(("clock", "quiet"), [("19:59", False), ("20:00", True), ("07:00", False)])
def test_the_night_is_quiet_where_the_community_is(watch, scribe, community, clock, quiet):
    mine = Pace(community_id=community.id, domains={}, quiet_from="21:00", quiet_until="08:00")
    session.add(mine)
    session.commit()
    with time_machine.travel(f"2026-11-25T{clock}:00Z", tick=False):
        watch.look(scribe)
    assert scribe.quiet is quiet
