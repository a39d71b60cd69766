"""A pause asked for by mail: until the day they named, with a receipt; else a person reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.contacts.models import Subscription
from service.core import clock
from service.core.db import session
from service.inbox.rules import Answer
from service.outbox.models import Message
from service.signup import replies
from tests import people


@pytest.fixture
def reader(community) -> Subscription:
    return people.subscriber(community)


def message_to(reader: Subscription) -> Message:
    message = Message(
        community=reader.person.community,
        person=reader.person,
        stream="news",
        letter="contacts.subscribed",
        fields={},
        language="nb",
        about_feature="signup",
        about_id=reader.id,
    )
    session.add(message)
    session.flush()
    return message


def last() -> Message:
    return session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()


@pytest.mark.parametrize(("days", "state"), [(30, "paused"), (-1, "active"), (900, "active")])
def test_a_pause_ends_on_a_day_that_makes_sense(reader, days, state):
    until = clock.now() + timedelta(days=days)
    outcome = replies.on_answer(message_to(reader), Answer("pause", "reply", "<1@x>", until=until))
    assert (reader.state, outcome is not None) == (state, state == "paused")


def test_the_receipt_says_until_when(reader):
    until = clock.now() + timedelta(days=30)
    replies.on_answer(message_to(reader), Answer("pause", "reply", "<1@x>", until=until))
    assert (last().letter, reader.paused_until) == ("contacts.paused", until)


def test_a_new_day_replaces_the_old_one(reader):
    for days in (30, 60):
        until = clock.now() + timedelta(days=days)
        replies.on_answer(message_to(reader), Answer("pause", "reply", "<1@x>", until=until))
    assert (reader.state, reader.paused_until) == ("paused", until)


def test_without_a_day_a_person_reads_it(reader):
    assert replies.on_answer(message_to(reader), Answer("pause", "reply", "<1@x>")) is None
    assert reader.state == "active"
