"""A sender may die at any moment, and two may work at once: each reader gets it once."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask

from service.campaigns import actions, queries
from service.campaigns.models import Campaign
from service.contacts import actions as contacts
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.outbox import delivery
from service.outbox import queries as outbox
from service.outbox.models import Message
from service.outbox.rules import LEASE
from tests import people
from tests.campaigns.conftest import BY, a_letter, some_readers, turn
from workers import campaign as sender


class Killed(BaseException):
    """What a process feels when it is killed: nothing catches it, nothing is tidied up."""


def under_way(number: int) -> Campaign:
    """A letter that has just begun, with this many readers."""
    community = people.havnevik()
    some_readers(community, number)
    campaign = a_letter(community)
    actions.schedule(campaign, clock.now(), BY)
    actions.begin(campaign)
    session.commit()
    return campaign


def got(post_office) -> Counter:
    return Counter(kept.recipients[0] for kept in post_office.kept)


def test_two_senders_at_once_hand_over_each_letter_once(both: Flask, post_office):
    campaign = under_way(60)
    number = campaign.id
    session.remove()

    def work() -> None:
        with both.app_context():
            sender.send_batch(number)

    senders = [threading.Thread(target=work) for _ in range(2)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert sorted(got(post_office).values()) == [1] * 60
    assert queries.tally(session.get_one(Campaign, number)).sent == 60


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("at", ["before the server has it", "after the server has it"])
def test_a_sender_killed_midway_loses_nobody(at, post_office, time_machine, monkeypatch):
    """A27. Killed between hand-over and note, that one letter comes twice, as the same message."""
    campaign = under_way(5)
    number, real = campaign.id, delivery.hand_over

    def die(server, envelope):
        if len(post_office.kept) == 2:
            if at.startswith("after"):
                real(server, envelope)
            raise Killed
        return real(server, envelope)

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "hand_over", die)
        with pytest.raises(Killed):
            turn(campaign)
    handed = len(post_office.kept)
    turn(session.get_one(Campaign, number))
    assert len(got(post_office)) == (5 if handed == 3 else 4)
    assert outbox.unsent("campaigns", number, 9) == []
    session.rollback()
    time_machine.move_to(clock.now() + LEASE + timedelta(seconds=1))
    turn(session.get_one(Campaign, number))
    extra = 1 if handed == 3 else 0
    assert sum(got(post_office).values()) == 5 + extra
    assert len(got(post_office)) == 5
    assert len({kept.message["Message-ID"] for kept in post_office.kept}) == 5
    found = session.get_one(Campaign, number)
    assert (found.state, queries.tally(found).sent) == ("sent", 5)


@pytest.mark.usefixtures("app")
def test_whoever_stops_in_the_middle_of_a_turn_gets_nothing_more(post_office, monkeypatch):
    """A28, while the sender holds a list of fifty."""
    campaign = under_way(3)
    number, real = campaign.id, delivery.hand_over
    people_ids = [row[0] or 0 for row in session.query(Message.person_id).order_by(Message.id)]

    def meanwhile(server, envelope):
        result = real(server, envelope)
        if len(post_office.kept) == 1:
            stop(people_ids[1])
        return result

    monkeypatch.setattr(delivery, "hand_over", meanwhile)
    turn(campaign)
    tally = queries.tally(session.get_one(Campaign, number))
    assert (tally.sent, tally.skipped) == (2, {"withdrawn": 1})


def stop(person_id: int) -> None:
    contacts.withdraw(session.get_one(Person, person_id), Cause("link"))
    session.commit()


@pytest.mark.usefixtures("app")
def test_holding_it_back_takes_effect_between_two_letters(post_office, monkeypatch):
    campaign = under_way(3)
    number, real = campaign.id, delivery.hand_over

    def meanwhile(server, envelope):
        result = real(server, envelope)
        actions.pause(session.get_one(Campaign, number), BY)
        session.commit()
        return result

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "hand_over", meanwhile)
        turn(campaign)
    assert len(post_office.kept) == 1
    turn(session.get_one(Campaign, number))
    assert len(post_office.kept) == 1


@pytest.mark.usefixtures("app")
def test_a_turn_ends_so_that_urgent_mail_is_not_kept_waiting(post_office, monkeypatch, worker):
    campaign = under_way(5)
    monkeypatch.setattr("service.campaigns.rules.TURN", 2)
    turn(campaign)
    assert len(post_office.kept) == 2
    worker()
    assert len(post_office.kept) == 5


def test_without_a_mail_server_it_waits_and_says_so(app, post_office):
    campaign = under_way(2)
    number = campaign.id
    app.config["RELAYS"] = ["smtp://127.0.0.1:1"]
    turn(campaign)
    found = session.get_one(Campaign, number)
    assert (found.state, found.trouble) == ("sending", "no connection: ConnectionRefusedError")
    assert queries.tally(found).waiting == 2
    app.config["RELAYS"] = [post_office.url]
    turn(found)
    found = session.get_one(Campaign, number)
    assert (found.state, found.trouble, len(post_office.kept)) == ("sent", "", 2)


@pytest.mark.usefixtures("app")
def test_the_clock_finds_a_letter_whose_sender_fell_silent(time_machine):
    campaign = under_way(2)
    assert queries.sleeping(clock.now()) == []
    later = clock.now() + timedelta(minutes=3)
    assert queries.sleeping(later) == [campaign]
    time_machine.move_to(later)
    actions.wake(campaign)
    assert queries.sleeping(clock.now()) == []
