"""Guests: each takes a seat, whether typed in the form or told in an answer."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries
from service.events.models import Event
from service.events.replies import on_answer
from service.inbox.rules import Answer, Outcome
from service.outbox.models import Message
from tests.events.planning import AGOT, YES, applicant, breakfast, coming, letters, plan, register

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=4, guests_most=2)


def says_yes(guests: int) -> Outcome | None:
    message = session.scalars(select(Message).order_by(Message.id)).first()
    assert message is not None
    return on_answer(message, Answer("yes", "reply", "<1@x>", guests=guests))


def test_a_party_takes_its_seats_or_waits_as_one(event: Event) -> None:
    assert register(event, "anne", guests=2).state == "held"
    assert queries.counts(event) == {"held": 3}
    assert register(event, "bo", guests=1).state == "waitlisted"
    assert queries.taken(event) == 3
    assert register(event, "cato").state == "waitlisted"  # nobody is overtaken by a smaller party


def test_a_party_is_offered_seats_when_there_are_enough(event: Event) -> None:
    first = coming(event, "anne")
    for handle in ("bo", "cato", "dina"):
        coming(event, handle)
    pair = register(event, "eva", guests=1)
    actions.cancel(first, YES)
    assert pair.state == "waitlisted"
    actions.cancel(queries.rows(event, ["confirmed"])[0], YES)
    assert pair.state == "offered"
    assert queries.left(event) == 0


def test_a_hold_that_ran_out_is_not_given_up_for_a_party_that_is_too_large(event: Event) -> None:
    actions.edit(event, plan(capacity=2, guests_most=2), AGOT)
    late = register(event, "anne")
    late.held_until = late.created_at
    coming(event, "bo")
    big = register(event, "cato", guests=2)
    actions.tend(event)
    assert (late.state, big.state) == ("held", "waitlisted")


def test_more_than_allowed_are_refused_at_their_field(event: Event) -> None:
    with pytest.raises(Refusal) as refused:
        actions.register(event, applicant("anne", guests=3))
    assert (refused.value.field, str(refused.value.sentence)[:10]) == ("guests", "Du kan ta ")


def test_an_answer_that_names_guests_brings_them(event: Event) -> None:
    row = register(event, "anne")
    outcome = says_yes(2)
    assert outcome is not None
    assert (outcome.changed, row.state, row.guests) == (True, "confirmed", 2)
    told = session.scalars(select(Message.fields).order_by(Message.id.desc())).first()
    assert told is not None
    assert told["party"] == "3"


def test_guests_named_later_come_too_and_the_calendar_knows(event: Event) -> None:
    row = coming(event, "anne")
    before = row.version
    outcome = says_yes(1)
    assert outcome is not None
    assert (outcome.changed, row.guests, row.version) == (True, 1, before + 1)
    assert letters()[-1] == "you_are_in"


@pytest.mark.parametrize(("capacity", "allowed"), [(1, 2), (4, 0)])
def test_without_room_or_leave_the_yes_counts_and_a_person_sees_to_the_guests(
    event: Event, capacity: int, allowed: int
) -> None:
    actions.edit(event, plan(capacity=capacity, guests_most=allowed), AGOT)
    row = register(event, "anne")
    assert says_yes(2) is None
    assert (row.state, row.guests, queries.taken(event)) == ("confirmed", 0, 1)


def test_the_form_asks_only_where_guests_are_welcome(client: FlaskClient, event: Event) -> None:
    page = f"/havnevik/events/{event.slug}?lang=nb"
    shown = client.get(page).text
    assert "Hvor mange kommer sammen med deg?" in shown
    action = shown.partition('action="')[2].partition('"')[0]
    fields = {"name": "Anne", "email": "anne@havnevik.example", "guests": "3"}
    refused = client.post(action, data=fields)
    assert refused.status_code == 422
    assert "opptil 2 personer" in refused.text
    client.post(action, data=fields | {"guests": "2"})
    assert queries.taken(event) == 3
    event.guests_most = 0
    session.commit()
    assert "Hvor mange kommer" not in client.get(page).text
