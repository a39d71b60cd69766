"""Asking for a seat: held, in line, asked again; on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from service.contacts import actions as asking
from service.contacts import queries as contacts
from service.contacts.models import Consent, Person
from service.core import trail
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries
from service.events.models import Event, Registration
from service.members import queries as members
from service.outbox.models import Message
from tests import people
from tests.events.planning import (
    ANCHOR,
    JOIN,
    LIST,
    YES,
    applicant,
    breakfast,
    coming,
    letters,
    register,
)

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def event(both: Flask) -> Event:  # the app it lives in
    return breakfast(people.havnevik(), capacity=2)


def rows(kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_name_and_an_address_hold_a_seat(event: Event) -> None:
    """A1: no newsletter, no membership, one letter."""
    registration = register(event)
    assert registration.state == "held"
    assert registration.held_until == ANCHOR + timedelta(hours=48)
    assert contacts.subscription(registration.who) is None
    assert members.of(registration.who) is None
    assert (letters(), rows(Consent)) == (["confirm_place"], 0)
    assert [(entry.before, entry.after) for entry in trail.of(registration)] == [(None, "held")]


def test_a_full_event_has_a_line_with_honest_numbers(event: Event) -> None:
    coming(event, "a"), register(event, "b")
    first, second = register(event, "c"), register(event, "d")
    assert [first.state, second.state] == ["waitlisted", "waitlisted"]
    assert [queries.position(first), queries.position(second)] == [1, 2]
    told = session.scalars(select(Message.fields).where(Message.letter == "events.waiting"))
    assert [fields["position"] for fields in told] == [1, 2]


def test_held_confirmed_offered_and_attended_all_use_a_seat(event: Event) -> None:
    coming(event, "a"), register(event, "b")
    assert (queries.taken(event), queries.left(event), queries.free(event)) == (2, 0, 0)


def test_the_same_address_never_has_two_seats(event: Event) -> None:
    first = register(event, "gro")
    again = register(event, "gro", email="GRO@Havnevik.example", name="Gro K.")
    assert again is first
    assert (rows(Registration), rows(Person)) == (1, 1)


def test_whoever_asks_again_gets_the_letter_again_but_once_an_hour(event: Event) -> None:
    with time_machine.travel(ANCHOR, tick=False) as time:
        register(event), register(event), register(event)
        assert letters() == ["confirm_place"]
        time.shift(timedelta(hours=1))
        register(event)
        assert letters() == ["confirm_place", "confirm_place"]


def test_a_confirmed_guest_who_asks_again_gets_the_receipt_again(event: Event) -> None:
    coming(event)
    with time_machine.travel(ANCHOR + timedelta(hours=1), tick=False):
        register(event), register(event)
    assert letters() == ["confirm_place", "you_are_in", "you_are_in"]


def test_in_line_and_asking_again_keeps_the_place_in_line(event: Event) -> None:
    coming(event, "a"), coming(event, "b")
    first, _second = register(event, "c"), register(event, "d")
    register(event, "c")
    assert queries.position(first) == 1


def test_a_seat_given_up_is_held_anew(event: Event) -> None:
    registration = coming(event)
    actions.cancel(registration, YES)
    assert register(event).state == "held"
    assert registration.held_until == ANCHOR + timedelta(hours=48)
    assert letters() == ["confirm_place", "you_are_in", "cancelled", "confirm_place"]


def test_boxes_wait_for_the_yes_from_the_address(event: Event) -> None:
    registration = register(event, newsletter=LIST, membership=JOIN)
    subscription, membership = contacts.subscription(registration.who), members.of(registration.who)
    assert subscription is not None
    assert membership is not None
    assert (subscription.state, membership.state) == ("requested", "interested")
    actions.confirm(registration, YES)
    assert (subscription.state, membership.state) == ("active", "confirmed")
    acts = session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [(act.purpose, act.act, act.words) for act in acts] == [
        ("newsletter", "asked", LIST.words),
        ("membership", "asked", JOIN.words),
        ("newsletter", "given", LIST.words),
        ("membership", "given", JOIN.words),
    ]


def test_a_host_s_confirmation_is_not_the_person_s_yes(event: Event) -> None:
    registration = register(event, newsletter=LIST)
    actions.confirm(registration, trail.Cause("admin", who="Ågot"))
    subscription = contacts.subscription(registration.who)
    assert subscription is not None
    assert (registration.state, subscription.state) == ("confirmed", "requested")
    assert registration.who.address_state == "unverified"


def test_a_newsletter_asked_for_elsewhere_does_not_start_by_coming_to_breakfast(
    event: Event,
) -> None:
    registration = register(event)
    asking.ask(registration.who, people.WORDS)
    actions.confirm(registration, YES)
    subscription = contacts.subscription(registration.who)
    assert subscription is not None
    assert subscription.state == "requested"
    assert registration.who.address_state == "verified"


def test_a_guest_with_a_seat_who_ticks_a_box_later_is_asked(event: Event) -> None:
    registration = coming(event)
    with time_machine.travel(ANCHOR + timedelta(hours=1), tick=False):
        register(event, newsletter=LIST)
    assert letters()[-1] == "confirm_place"
    assert actions.accept(registration, YES) == "in"
    assert actions.accept(registration, YES) == "in_already"
    subscription = contacts.subscription(registration.who)
    assert subscription is not None
    assert subscription.state == "active"


def test_a_closed_or_past_event_takes_nobody(event: Event) -> None:
    actions.close(event, YES)
    with pytest.raises(Refusal) as refused:
        actions.register(event, applicant())
    assert refused.value.code == "events.closed"
    assert (rows(Registration), letters()) == (0, [])


def test_a_bad_address_is_refused_at_its_field(event: Event) -> None:
    with pytest.raises(Refusal) as refused:
        actions.register(event, applicant(email="gro@"))
    assert refused.value.field == "email"
