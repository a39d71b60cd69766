"""A sender may die at any moment, and two may work at once: each reader gets it once."""

import os
import signal
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from service.campaigns import actions, queries
from service.campaigns import due as campaigns_due
from service.campaigns.models import Campaign
from service.contacts import actions as contacts
from service.contacts.models import Person
from service.core import clock
from service.core.db import db, session
from service.core.queue import enqueue
from service.core.trail import Cause
from service.outbox import due as outbox_due
from service.outbox.delivery import journal, pace, send
from service.outbox.models import Chunk, Delivery
from service.outbox.rules import State
from tests import people
from tests.campaigns.conftest import BY, a_letter, some_readers, turn
from tests.crooked import Manner, crooked
from tests.processes import wait_until
from tests.tricks import closes, drops, says, usual
from workers import campaign as sender


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


def later(time_machine, **span: float) -> None:
    """Time passes, and the clock looks what is due."""
    time_machine.move_to(clock.now() + timedelta(**span))
    outbox_due.due(clock.now())
    campaigns_due.due(clock.now())
    session.commit()


def found(number: int) -> Campaign:
    session.rollback()
    return session.get_one(Campaign, number, populate_existing=True)


def apart(app: Flask, number: int) -> threading.Thread:
    """A sender at work beside us."""

    def work() -> None:
        with app.app_context():
            sender.send_batch(number)

    session.remove()
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_two_senders_at_once_hand_over_each_letter_once(both: Flask, post_office):
    number = under_way(60).id
    senders = [apart(both, number) for _ in range(2)]
    for each in senders:
        each.join()
    assert sorted(got(post_office).values()) == [1] * 60
    assert queries.tally(found(number)).sent == 60


def killed_at(app: Flask, number: int, letters: int) -> None:
    """A sender in a process of its own, killed when this many letters have been written."""
    session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        dying(letters)
        with app.app_context():
            sender.send_batch(number)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def dying(letters: int) -> None:
    """From now on this process ends itself as `kill -9` would, its journal just written."""
    flush = journal.Journal.flush
    left = [letters]

    def last(self):
        left[0] -= sum(1 for note in self.pending if note[4] == journal.LEAVING)
        flush(self)
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    pytest.MonkeyPatch().setattr(journal.Journal, "flush", last)


def test_a_sender_killed_midway_loses_nobody(both: Flask, post_office, time_machine):
    """A27. What was about to leave is in doubt, and comes again as the same message."""
    number = under_way(5).id
    killed_at(both, number, 1)
    turn(found(number))
    doubts = queries.tally(found(number)).uncertain
    assert doubts >= 1
    assert queries.tally(found(number)).sent == 5 - doubts
    later(time_machine, minutes=2)
    turn(found(number))
    assert len(got(post_office)) == 5
    by_reader: dict[str, set[str]] = {}
    for kept in post_office.kept:
        by_reader.setdefault(kept.recipients[0], set()).add(kept.content.split(b"\r\n\r\n")[0])
    assert [len(heads) for heads in by_reader.values()] == [1] * 5
    assert (found(number).state, queries.tally(found(number)).sent) == ("sent", 5)


def test_what_is_in_doubt_may_be_held_for_a_person(
    app: Flask, post_office, time_machine, monkeypatch
):
    number = under_way(3).id
    settings = app.config["SETTINGS"]
    object.__setattr__(settings, "in_doubt", "hold")
    killed_at(app, number, 1)
    turn(found(number))
    later(time_machine, minutes=5)
    turn(found(number))
    doubts = queries.tally(found(number)).uncertain
    assert doubts >= 1
    assert (found(number).state, len(post_office.kept)) == ("sent", 3 - doubts)
    assert actions.again(found(number), BY) == doubts
    session.commit()
    later(time_machine, minutes=5)
    turn(found(number))
    assert sorted(got(post_office).values()) == [1, 1, 1]
    assert queries.tally(found(number)).sent == 3


@pytest.mark.usefixtures("app")
def test_an_answer_that_never_came_is_in_doubt_and_asked_for_once_more(app, time_machine):
    number = under_way(2).id
    first = Manner({"dot": [drops, usual]})
    with crooked(first, Manner()) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}?connections=1"]
        turn(found(number))
        tally = queries.tally(found(number))
        assert (tally.sent, tally.uncertain, tally.again) == (1, 1, 1)
        later(time_machine, minutes=2)
        turn(found(number))
        assert queries.tally(found(number)).sent == 2
        heads = [each.content.split(b"\r\n\r\n")[0] for each in server.taken]
    assert (len(heads), len(set(heads))) == (3, 2)


def test_whoever_stops_in_the_middle_of_a_turn_gets_nothing_more(both: Flask, post_office):
    """A28, while the sender holds a list of five hundred."""
    campaign = under_way(40)
    number = campaign.id
    last = session.query(Delivery.person_id).order_by(Delivery.seq.desc()).first()[0]
    both.config["RELAYS"] = [f"{post_office.url}?connections=1&rate=40"]
    thread = apart(both, number)
    wait_until(lambda: len(post_office.kept) >= 3, "the first letters")
    contacts.withdraw(session.get_one(Person, last), Cause("link"))
    session.commit()
    thread.join()
    tally = queries.tally(found(number))
    assert (tally.sent, tally.skipped) == (39, {"withdrawn": 1})
    assert len(post_office.kept) == 39


def test_holding_it_back_takes_effect_at_once(both: Flask, post_office):
    number = under_way(60).id
    both.config["RELAYS"] = [f"{post_office.url}?connections=1&rate=50"]
    thread = apart(both, number)
    wait_until(lambda: len(post_office.kept) >= 3, "the first letters")
    actions.pause(found(number), BY)
    session.commit()
    time.sleep(0.15)
    held = len(post_office.kept)
    thread.join()
    assert (len(post_office.kept), held < 60) == (held, True)
    turn(found(number))
    assert len(post_office.kept) == held
    assert queries.tally(found(number)).sent == held


@pytest.mark.usefixtures("app")
def test_a_turn_ends_so_that_others_get_theirs(post_office, monkeypatch, worker):
    number = under_way(5).id
    session.rollback()
    monkeypatch.setattr(send.send, "__defaults__", (0.0,))
    turn(found(number))
    assert queries.tally(found(number)).waiting == 5
    monkeypatch.undo()
    session.rollback()
    worker()
    assert len(post_office.kept) == 5


def test_without_a_mail_server_it_waits_and_says_so(app, post_office):
    number = under_way(2).id
    app.config["RELAYS"] = ["smtp://127.0.0.1:1"]
    turn(found(number))
    there = found(number)
    assert there.state == "sending"
    assert there.trouble.startswith("127.0.0.1:1: it does not answer")
    assert queries.tally(there).waiting == 2
    app.config["RELAYS"] = [post_office.url]
    turn(found(number))
    there = found(number)
    assert (there.state, there.trouble, len(post_office.kept)) == ("sent", "", 2)


def test_a_relay_that_is_away_leaves_the_work_to_the_others(app, post_office):
    number = under_way(20).id
    app.config["RELAYS"] = ["smtp://127.0.0.1:1", post_office.url]
    turn(found(number))
    assert (found(number).state, len(post_office.kept)) == ("sent", 20)


def test_a_provider_that_refuses_us_stops_the_letter_and_blames_nobody(app):
    number = under_way(40).id
    no = says("550 5.7.515 Access denied, the sending domain does not meet the requirements")
    with crooked(Manner({"rcpt": no})) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}"]
        turn(found(number))
    there = found(number)
    assert there.state == "paused"
    assert there.trouble.startswith("refused: havnevik.example: 550 5.7.515")
    assert queries.tally(there).failed == 0
    states = session.query(Person.address_state).distinct().all()
    assert states == [("verified",)]


def test_a_letter_too_large_for_the_relay_stops_with_its_words(app):
    number = under_way(3).id
    with crooked(Manner(offers=("PIPELINING", "SIZE 1000"))) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}"]
        turn(found(number))
        assert server.taken == []
    there = found(number)
    assert (there.state, there.trouble.partition(":")[0]) == ("paused", "too_large")


def test_a_server_that_hangs_up_in_the_middle_of_a_group_gets_the_rest_later(app):
    number = under_way(6).id
    odd = Manner({"rcpt": [usual, usual, closes("421 4.3.2 going down")]})
    with crooked(odd, Manner()) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}?connections=1"]
        turn(found(number))
        assert queries.tally(found(number)).sent == 6
        ids = Counter(each.message_id for each in server.taken)
    assert sorted(ids.values()) == [1] * 6


def test_a_full_disk_stops_the_sending_and_loses_nobody(app, post_office, monkeypatch):
    number = under_way(5).id

    def full(self):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal.Journal, "flush", full)
        turn(found(number))
    there = found(number)
    assert (there.state, there.trouble) == ("sending", "journal: No space left on device")
    assert len(post_office.kept) == 0
    turn(found(number))
    assert sorted(got(post_office).values()) == [1] * 5


def test_a_clock_set_back_neither_stops_nor_doubles_it(app, post_office, time_machine):
    number = under_way(5).id
    session.execute(update(Chunk).values(state=1, holder="x", lease_until=2**53))
    session.commit()
    time_machine.move_to(clock.now() - timedelta(hours=3))
    turn(found(number))
    assert sorted(got(post_office).values()) == [1] * 5


def test_a_damaged_sheet_is_never_sent(app, post_office):
    number = under_way(2).id
    there = found(number)
    there.editions[0].print.plate = there.editions[0].print.plate.replace("Seks", "Sju")
    session.commit()
    turn(found(number))
    assert (found(number).state, post_office.kept) == ("paused", [])


def test_the_clock_finds_a_letter_whose_sender_fell_silent(app, time_machine):
    campaign = under_way(2)
    assert queries.sleeping(clock.now()) == []
    after = clock.now() + timedelta(minutes=3)
    assert queries.sleeping(after) == [campaign]
    time_machine.move_to(after)
    actions.wake(campaign)
    assert queries.sleeping(clock.now()) == []


def test_those_due_again_wait_again(app, post_office, time_machine):
    number = under_way(3).id
    post_office.refusals["nb1@havnevik.example"] = "451 4.7.1 Greylisted, try again"
    turn(found(number))
    tally = queries.tally(found(number))
    assert (tally.sent, tally.deferred) == (2, 1)
    later(time_machine, minutes=2)
    assert queries.tally(found(number)).deferred == 1
    later(time_machine, minutes=4)
    assert queries.tally(found(number)).waiting == 1
    post_office.refusals.clear()
    turn(found(number))
    assert [row[0] for row in session.query(Delivery.state).distinct()] == [State.SENT]


def test_a_redis_that_forgot_everything_delays_and_loses_nothing(app, post_office, time_machine):
    number = under_way(20).id
    app.config["RELAYS"] = [f"{post_office.url}?connections=1&rate=60"]
    thread = apart(app, number)
    wait_until(lambda: len(post_office.kept) >= 2, "the first letters")
    app.extensions["redis"].flushall()
    thread.join()
    later(time_machine, minutes=3)
    turn(found(number))
    assert sorted(got(post_office).values()) == [1] * 20
    assert found(number).state == "sent"


def test_a_worker_that_is_wanted_for_something_urgent_makes_way(app, post_office, monkeypatch):
    number = under_way(30).id
    monkeypatch.setattr(pace, "HURRY", 1)
    app.config["RELAYS"] = [f"{post_office.url}?connections=1&rate=5"]
    enqueue("deliver", 1)
    turn(found(number))
    assert queries.tally(found(number)).waiting > 0


def test_a_server_that_never_says_so_is_not_asked_for_ever(app, time_machine):
    """In doubt for the second time, a letter waits for a person."""
    number = under_way(2).id
    with crooked(Manner({"dot": drops})) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}?connections=1"]
        for _ in range(4):
            turn(found(number))
            later(time_machine, minutes=3)
        assert len(server.taken) == 4
    tally = queries.tally(found(number))
    assert (found(number).state, tally.uncertain, tally.again) == ("sent", 2, 0)


def test_stopped_after_its_sender_died_everybody_is_accounted_for(both: Flask, time_machine):
    number = under_way(5).id
    with crooked(Manner()) as server:
        both.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}?connections=1"]
        killed_at(both, number, 2)
    actions.cancel(found(number), BY)
    session.commit()
    turn(found(number))
    tally = queries.tally(found(number))
    assert (tally.open, tally.total) == (0, 5)
    assert tally.sent + tally.uncertain >= 1
    assert tally.skipped["cancelled"] == 5 - tally.sent - tally.uncertain
