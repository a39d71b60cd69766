"""Two who do the same at the same moment: one does, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from service.campaigns import actions
from service.campaigns.models import Campaign
from service.core import clock
from service.core.db import session
from service.core.refusal import Refusal
from tests import people
from tests.campaigns.conftest import BY, a_letter, some_readers
from workers.campaign import send_batch

TOGETHER = 4


def test_one_language_many_times_at_once_is_one_edition(both: Flask) -> None:
    number = a_letter(people.havnevik()).id
    session.remove()
    start = Barrier(TOGETHER)

    def add(_turn: int) -> str:
        with both.app_context():
            campaign = session.get_one(Campaign, number)
            session.rollback()
            start.wait(timeout=30)
            try:
                actions.add_edition(campaign, "nl", None, BY)
            except Refusal as refusal:
                return refusal.code
            finally:
                session.commit()
            return "added"

    with ThreadPoolExecutor(TOGETHER) as crowd:
        told = sorted(crowd.map(add, range(TOGETHER)))
    assert told == ["added", *["campaigns.edition"] * (TOGETHER - 1)]


def test_sent_by_two_managers_at_once_it_leaves_once(both: Flask, post_office) -> None:
    community = people.havnevik()
    some_readers(community, 12)
    number = a_letter(community).id
    session.remove()
    start = Barrier(TOGETHER)

    def press(_turn: int) -> str:
        with both.app_context():
            campaign = session.get_one(Campaign, number)
            session.rollback()
            start.wait(timeout=30)
            try:
                actions.schedule(campaign, clock.now(), BY)
            except Refusal as refusal:
                session.rollback()
                return refusal.code
            session.commit()
            send_batch(number)
            return "sent"

    with ThreadPoolExecutor(TOGETHER) as crowd:
        told = sorted(crowd.map(press, range(TOGETHER)))
    assert told == [*["campaigns.moved"] * (TOGETHER - 1), "sent"]
    assert sorted(kept.recipients[0] for kept in post_office.kept) == sorted(
        f"nb{n}@havnevik.example" for n in range(12)
    )
