"""An address that bounced gets another chance when its owner fills in a form, once a day."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine

from service.communities.models import Community
from service.contacts import actions
from service.contacts.models import Person
from service.core import trail
from service.core.db import session
from service.core.trail import Cause
from service.events import replies
from service.events.actions import walk_in
from service.inbox.rules import Answer
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, ANCHOR, breakfast, register
from tests.services import Sink

DELIVERY = Cause("delivery")
JA = Answer("yes", "reply", "<ja@x.example>", reference="<ja@x.example>")


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(ANCHOR, tick=True) as traveller:
        yield traveller


@pytest.fixture
def gro(community: Community) -> Person:
    return people.person(community, "gro@havnevik.example", "Gro Køesen")


def last() -> Message:
    found = session.query(Message).order_by(Message.id.desc()).first()
    assert found is not None
    return found


@pytest.mark.parametrize("state", ["hard_bounced", "suppressed"])
def test_who_registers_gets_the_letter_and_a_ja_proves_the_address(
    gro: Person, worker: Callable[[], None], post_office: Sink, state: str
) -> None:
    actions.bounced(gro, state, DELIVERY)
    registration = register(breakfast(gro.community))
    worker()
    assert [mail.recipients for mail in post_office.kept] == [["gro@havnevik.example"]]
    assert [(one.how, one.before, one.after) for one in trail.of(gro)][-1] == (
        "form",
        state,
        "unverified",
    )
    replies.on_answer(last(), JA)
    assert (registration.state, gro.address_state) == ("confirmed", "verified")


def test_it_is_tried_once_a_day(gro: Person, monday: time_machine.Traveller) -> None:
    actions.bounced(gro, "hard_bounced", DELIVERY)
    states = []
    for hours in (0, 1, 23.5):
        monday.move_to(ANCHOR + timedelta(hours=hours))
        states.append(people.person(gro.community, gro.email).address_state)
        actions.bounced(gro, "hard_bounced", DELIVERY)
    monday.move_to(ANCHOR + timedelta(hours=25))
    states.append(people.person(gro.community, gro.email).address_state)
    assert states == ["unverified", "hard_bounced", "hard_bounced", "unverified"]


def test_who_complained_is_left_in_peace(gro: Person) -> None:
    actions.bounced(gro, "complained", DELIVERY)
    assert people.person(gro.community, gro.email).address_state == "complained"


def test_what_others_write_down_tries_nothing(gro: Person) -> None:
    actions.bounced(gro, "hard_bounced", DELIVERY)
    walk_in(breakfast(gro.community), "Gro Køesen", gro.email, AGOT)
    assert gro.address_state == "hard_bounced"


@pytest.mark.parametrize("state", ["unverified", "verified"])
def test_when_delays_are_over_the_address_is_what_it_was(gro: Person, state: str) -> None:
    actions.change_address(gro, state, Cause("link"))
    actions.bounced(gro, "soft_bouncing", DELIVERY)
    actions.delivered(gro, DELIVERY)
    assert gro.address_state == state
