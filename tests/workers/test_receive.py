"""A worker reads what the door kept; a mail that fells its reader is left to a person."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from service.communities.models import Community
from service.core import clock, queue
from service.core.db import session
from service.inbox import actions, due, rules
from service.inbox.actions import arrive
from service.inbox.models import Inbound
from tests.inbox import wire
from workers.receive import receive

TO = "hei@svar.havnevik.example"


@pytest.fixture
def kept(community: Community) -> Inbound:
    letter = wire.mail(TO, f"Hva er {community.name}?")
    number = actions.take_in("gro@elsewhere.example", TO, letter)
    session.commit()
    return session.get_one(Inbound, number)


def read_by(worker: Callable[[], None], inbound: Inbound) -> tuple[str, str]:
    session.commit()
    worker()
    session.refresh(inbound)
    return inbound.state, inbound.reason


def test_what_the_door_kept_is_read_by_a_worker(kept: Inbound, worker: Callable[[], None]) -> None:
    assert read_by(worker, kept) == ("waiting", "no_letter")
    assert (kept.attempts, kept.own_words) == (1, "Hva er Pådriv Havnevik?")


def test_a_second_job_for_the_same_mail_does_nothing(
    kept: Inbound, worker: Callable[[], None]
) -> None:
    read_by(worker, kept)
    handled = kept.handled_at
    queue.later("receive", kept.id)
    assert read_by(worker, kept) == ("waiting", "no_letter")
    assert (kept.attempts, kept.handled_at) == (1, handled)


def test_when_the_queue_has_forgotten_the_clock_finds_it(
    app: Flask, kept: Inbound, worker: Callable[[], None]
) -> None:
    session.commit()
    app.extensions["redis"].flushdb()
    assert read_by(worker, kept) == ("new", "")
    due.due(clock.now())
    assert read_by(worker, kept) == ("new", "")  # still fresh: its job may be on the way
    with time_machine.travel(clock.now() + rules.UNTOUCHED * 2):
        due.due(clock.now())
        assert read_by(worker, kept) == ("waiting", "no_letter")


def test_a_fault_of_ours_leaves_the_mail_to_a_person(
    kept: Inbound,
    worker: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(arrive, "decide", lambda *_: 1 / 0)
    assert read_by(worker, kept) == ("waiting", "unread")
    assert kept.community is not None
    assert "ZeroDivisionError" in caplog.text
    assert "elsewhere" not in caplog.text


def test_passing_trouble_is_tried_again(kept: Inbound, monkeypatch: pytest.MonkeyPatch) -> None:
    def trouble(*_: object) -> None:
        raise OperationalError("select", {}, Exception("locked"))

    number = kept.id
    session.commit()
    monkeypatch.setattr(arrive, "decide", trouble)
    with pytest.raises(OperationalError, match="locked"):
        receive(number)
    session.refresh(kept)
    assert (kept.state, kept.attempts) == ("new", 1)


def test_a_mail_that_kills_its_reader_again_and_again_is_set_aside(kept: Inbound) -> None:
    kept.attempts, number = rules.ATTEMPTS, kept.id
    session.commit()
    receive(number)
    session.refresh(kept)
    assert (kept.state, kept.reason) == ("waiting", "unread")
    assert b"Hva er" in kept.raw
