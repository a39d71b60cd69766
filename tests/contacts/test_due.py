"""A pause ends by itself, at its time and not before."""

from datetime import timedelta

import time_machine
from flask import Flask

from service.communities.models import Community
from service.contacts import actions, queries
from service.contacts.due import due
from service.core import clock, trail
from service.core.db import session
from service.core.trail import Cause
from tests import people


def test_a_pause_ends_at_its_time(community: Community, app: Flask) -> None:
    subscription = people.subscriber(community)
    actions.pause(subscription.person, clock.now() + timedelta(days=30), Cause("reply"))
    session.commit()
    due(clock.now())
    assert subscription.state == "paused"
    with time_machine.travel(clock.now() + timedelta(days=30, minutes=1)):
        due(clock.now())
        due(clock.now())
    assert (subscription.state, subscription.paused_until) == ("active", None)
    assert [entry.after for entry in trail.of(subscription)][-2:] == ["paused", "active"]
    assert queries.why_not(subscription.person, "news") is None
