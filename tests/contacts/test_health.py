"""The health of an address: returns are counted by letters, a probe decides, staff may undo it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.inbox.rules import Answer
from service.outbox import actions as outbox
from service.outbox.due import due
from service.outbox.models import Message
from service.signup import replies
from tests import people

START = datetime.fromisoformat("2026-11-25T12:00:00+00:00")
MONTH = timedelta(days=30)


@pytest.fixture
def kari(community: Community) -> Person:
    return people.person(community, "kari@havnevik.example", "Kari")


def a_letter(person: Person, stamp: str = "") -> Message:
    """One of ours that a far server has taken."""
    message = Message(
        community=person.community,
        person=person,
        stream="service",
        letter="contacts.subscribed",
        fields={},
        language="nb",
        about_feature="signup",
        about_id=0,
        state="sent",
        sent_at=clock.now(),
    )
    session.add(message)
    session.flush()
    return message


def comes_back(person: Person, status: str = "4.2.2") -> None:
    message = a_letter(person)
    state = "hard_bounced" if status == "5.1.1" else "soft_bouncing"
    outbox.bounced(message, outbox.weigh(message, state, status), status)
    session.flush()


def probes() -> list[Message]:
    mine = Message.letter == "contacts.reaches_you"
    return list(session.scalars(select(Message).where(mine).order_by(Message.id)))


def test_five_monthly_letters_in_a_row_lead_to_one_probe(kari: Person) -> None:
    with time_machine.travel(START, tick=False) as now:
        for number in range(1, 6):
            comes_back(kari)
            due(clock.now())
            assert (kari.soft_count, len(probes())) == (number, int(number == 5))
            now.shift(MONTH)
        assert kari.address_state == "soft_bouncing"


def test_a_bad_day_counts_once_and_a_bad_week_does_not_yet_ask(kari: Person) -> None:
    with time_machine.travel(START, tick=False) as now:
        for _ in range(9):
            comes_back(kari)
        assert kari.soft_count == 1
        for _ in range(6):
            now.shift(timedelta(days=1))
            comes_back(kari)
        due(clock.now())
        assert (kari.soft_count, probes()) == (7, [])


def worn(person: Person, now: Any) -> Message:
    for _ in range(5):
        comes_back(person)
        now.shift(MONTH)
    comes_back(person)
    due(clock.now())
    return probes()[0]


def test_a_probe_that_comes_back_closes_the_address_and_staff_may_open_it(
    client: FlaskClient, community: Community, kari: Person
) -> None:
    with time_machine.travel(START, tick=False) as now:
        probe = worn(kari, now)
        outbox.bounced(probe, "soft_bouncing", "4.2.2")
        session.commit()
        assert kari.address_state == "suppressed"
        client.application.config["WTF_CSRF_ENABLED"] = False
        people.sign_in(client, community.staff[0])
        page = client.get(f"/admin/havnevik/people/{kari.id}").text
        assert "Prøv denne adressen igjen" in page
        client.post(f"/admin/havnevik/people/{kari.id}/address")
        session.refresh(kari)
        assert (kari.address_state, kari.soft_count) == ("unverified", 0)


def test_a_probe_that_stays_away_a_week_has_arrived(kari: Person) -> None:
    with time_machine.travel(START, tick=False) as now:
        worn(kari, now)
        now.shift(timedelta(days=8))
        due(clock.now())
        assert (kari.address_state, kari.soft_count) == ("unverified", 0)
        assert len(probes()) == 1


def test_an_answer_to_the_probe_verifies_the_address(kari: Person) -> None:
    with time_machine.travel(START, tick=False) as now:
        probe = worn(kari, now)
        assert replies.question(probe).yes is not None
        replies.on_answer(probe, Answer("yes", "reply", "<1@x>"))
        assert (kari.address_state, kari.soft_count) == ("verified", 0)


def test_a_letter_that_stayed_ends_the_row(kari: Person) -> None:
    with time_machine.travel(START, tick=False) as now:
        for _ in range(4):
            comes_back(kari)
            now.shift(MONTH)
        a_letter(kari)
        now.shift(MONTH)
        comes_back(kari)
        assert kari.soft_count == 1


@pytest.mark.parametrize("status", ["5.7.1", "5.7.26", "4.7.0", "5.7.515"])
def test_what_is_about_us_blames_nobody(kari: Person, status: str) -> None:
    for _ in range(9):
        comes_back(kari, status)
    assert (kari.address_state, kari.soft_count) == ("unverified", 0)


ACTS = st.lists(
    st.sampled_from(
        ["soft", "hard", "policy", "stayed", "complaint", "answer", "probe", "on", "wait"]
    ),
    max_size=40,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ACTS)
def test_whatever_happens_nobody_is_closed_off_lightly(
    community: Community, acts: list[str]
) -> None:
    """Never on fewer than five soft returns, never two probes in a month, never mail to who
    complained."""
    person = people.subscriber(community, f"p{session.query(Person).count()}@x.example").person
    soft = hard = 0
    with time_machine.travel(START, tick=False) as now:
        for act in acts:
            now.shift(timedelta(days=6))
            soft, hard = soft + (act in ("soft", "probe")), hard + (act == "hard")
            happen(person, act)
            due(clock.now())
            session.flush()
            if person.address_state == "suppressed":
                assert soft > 5
            if person.address_state == "hard_bounced":
                assert hard
            if person.address_state == "complained":
                assert [each.state for each in person.subscriptions] == ["withdrawn"]
        asked = [probe.created_at for probe in probes() if probe.person_id == person.id]
        assert all(b - a >= MONTH for a, b in zip(asked, asked[1:], strict=False))
    session.rollback()


def happen(person: Person, act: str) -> None:
    acts: dict[str, Callable[[], object]] = {
        "soft": lambda: comes_back(person),
        "hard": lambda: comes_back(person, "5.1.1"),
        "policy": lambda: comes_back(person, "5.7.1"),
        "stayed": lambda: a_letter(person),
        "complaint": lambda: contacts.bounced(person, "complained", Cause("delivery")),
        "answer": lambda: contacts.verify(person, Cause("reply")),
        "on": lambda: contacts.switch_on(person, Cause("admin")),
        "probe": lambda: probe_returns(person),
        "wait": lambda: None,
    }
    acts[act]()


def probe_returns(person: Person) -> None:
    sent = [probe for probe in probes() if probe.person_id == person.id]
    if sent and sent[-1].state != "failed":
        outbox.bounced(sent[-1], "soft_bouncing", "4.2.2")
