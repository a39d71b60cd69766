"""Answers by button and by mail: one path, one receipt."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.core import trail
from service.core.db import session
from service.events import actions, replies
from service.events.models import Event, Registration
from service.inbox.rules import Answer, Stranger
from service.outbox import compose
from service.outbox.models import Message
from tests.events.planning import (
    AGOT,
    ANCHOR,
    JOIN,
    LIST,
    YES,
    breakfast,
    coming,
    letters,
    register,
)

pytestmark = pytest.mark.usefixtures("still")
JA = Answer("yes", "reply", "<1@mail.example>", reference="<1@mail.example>")
NEI = Answer("no", "reply", "<2@mail.example>", reference="<2@mail.example>")


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=2)


def last() -> Message:
    return session.scalars(select(Message).order_by(Message.id.desc())).all()[0]


def test_ja_confirms_and_the_receipt_answers_that_mail(event: Event) -> None:
    registration = register(event)
    outcome = replies.on_answer(last(), JA)
    assert outcome is not None
    assert (str(outcome.sentence), outcome.changed) == (
        "Plassen er din. En kvittering med kalenderfil er på vei.",
        True,
    )
    assert (registration.state, last().letter) == ("confirmed", "events.you_are_in")
    assert last().answers == "<1@mail.example>"
    assert trail.of(registration)[-1].why == "<1@mail.example>"


def test_a_second_ja_changes_nothing_and_sends_nothing(event: Event) -> None:
    register(event)
    asked = last()
    replies.on_answer(asked, JA)
    outcome = replies.on_answer(asked, JA)
    assert outcome is not None
    assert (outcome.changed, letters()) == (False, ["confirm_place", "you_are_in"])


def test_nei_gives_the_seat_up_and_ja_takes_it_back(event: Event) -> None:
    registration = coming(event)
    replies.on_answer(last(), NEI)
    assert (registration.state, last().letter) == ("cancelled", "events.cancelled")
    replies.on_answer(last(), JA)
    assert (registration.state, last().letter) == ("confirmed", "events.you_are_in")


def test_a_second_nei_changes_nothing(event: Event) -> None:
    coming(event)
    replies.on_answer(last(), NEI)
    outcome = replies.on_answer(last(), NEI)
    assert outcome is not None
    assert not outcome.changed


MAYBE = Answer("maybe", "reply", "<3@mail.example>", reference="<3@mail.example>")


def test_maybe_is_noted_and_receipted_and_takes_no_seat(event: Event) -> None:
    registration = register(event)
    until = registration.held_until
    outcome = replies.on_answer(last(), MAYBE)
    assert outcome is not None
    assert (registration.state, registration.held_until) == ("held", until)
    assert trail.of(registration)[-1].after == "maybe"
    assert (last().letter, last().answers) == ("events.maybe", "<3@mail.example>")


def test_a_maybe_from_somebody_who_has_a_seat_is_left_to_a_person(event: Event) -> None:
    registration = coming(event)
    assert replies.on_answer(last(), MAYBE) is None
    assert registration.state == "confirmed"


def test_a_yes_from_a_calendar_that_shows_the_old_time_is_left_to_a_person(event: Event) -> None:
    registration = register(event)
    event.sequence = 1
    old = Answer("yes", "reply", "<4@mail.example>", sequence=0)
    assert replies.on_answer(last(), old) is None
    assert registration.state == "held"
    no = Answer("no", "reply", "<5@mail.example>", sequence=0)
    assert replies.on_answer(last(), no) is not None
    assert registration.state == "cancelled"


def test_a_stranger_who_says_yes_gets_a_letter_of_their_own(event: Event) -> None:
    first = coming(event)
    letter = last()
    assert replies.on_stranger(letter, Stranger("Per", "per@havnevik.example", "nn"))
    assert first.state == "confirmed"
    assert (last().letter, last().email, last().language) == (
        "events.confirm_place",
        "per@havnevik.example",
        "nn",
    )


def test_a_stranger_gets_no_seat_at_what_is_for_the_community(event: Event) -> None:
    coming(event)
    letter = last()
    event.audience = "community"
    assert not replies.on_stranger(letter, Stranger("Per", "per@havnevik.example", "nn"))
    assert last() == letter


def test_guests_are_left_to_a_person_but_the_own_yes_counts(event: Event) -> None:
    registration = register(event)
    assert replies.on_answer(last(), Answer("yes", "reply", "<4@mail.example>", guests=2)) is None
    assert registration.state == "confirmed"


def test_a_ja_that_comes_too_late_is_left_to_a_person(event: Event) -> None:
    coming(event)
    replies.on_answer(last(), NEI)
    actions.close(event, AGOT)
    assert replies.on_answer(last(), JA) is None
    pressed = replies.on_answer(last(), Answer("yes", "link", "button"))
    assert pressed is not None
    assert not pressed.changed


def test_a_ja_that_only_starts_the_newsletter_has_its_receipt_too(event: Event) -> None:
    coming(event)
    with time_machine.travel(ANCHOR + timedelta(hours=2), tick=False):
        registration = register(event, newsletter=LIST)
        replies.on_answer(last(), JA)
    assert not registration.wants_newsletter
    assert (last().letter, last().answers) == ("events.you_are_in", "<1@mail.example>")


def test_a_machine_gets_no_receipt(event: Event) -> None:
    registration = register(event)
    replies.on_answer(last(), Answer("yes", "reply", "<5@mail.example>", silent=True))
    assert (registration.state, letters()) == ("confirmed", ["confirm_place"])


def test_the_receipt_is_no_newsletter_and_stopping_that_leaves_the_seat(event: Event) -> None:
    """A30, and the half of A40 that is ours."""
    registration = register(event, newsletter=LIST)
    replies.on_answer(last(), JA)
    contacts.withdraw(registration.who, YES)
    raw = compose.compose(last()).content
    assert b"List-Unsubscribe" not in raw
    assert b"text/calendar; method=" in raw.replace(b'"', b"").replace(b"charset=utf-8; ", b"")
    assert registration.state == "confirmed"


@pytest.mark.parametrize(
    ("state", "yes", "no"),
    [
        ("held", "Ja, jeg kommer", "Nei, gi plassen til noen andre"),
        ("confirmed", None, "Meld meg av"),
        ("cancelled", "Jeg vil komme likevel", None),
        ("waitlisted", None, "Ta meg av ventelisten"),
        ("offered", "Ja, jeg tar den", "Nei, gi den til nestemann i køen"),
        ("attended", None, None),
    ],
)
def test_the_answer_page_offers_what_makes_sense(
    event: Event, state: str, yes: str | None, no: str | None
) -> None:
    registration = register(event)
    registration.state = state
    question = replies.question(last())
    assert question is not None
    assert (question.yes and str(question.yes), question.no and str(question.no)) == (yes, no)
    assert [text for _, text in question.facts] == [
        "onsdag 2. desember 2026 kl. 08.00–09.30",
        "Kulturhuset Sjøgata",
    ]


def test_the_answer_page_says_what_else_a_yes_starts(event: Event) -> None:
    register(event, newsletter=LIST)
    question = replies.question(last())
    assert question is not None
    assert [(str(term), text) for term, text in question.facts][-1] == (
        "Et ja setter også i gang",
        "nyhetsbrevet",
    )


def test_after_a_host_has_checked_them_in_a_no_changes_nothing(event: Event) -> None:
    registration = coming(event)
    actions.arrive(registration, AGOT)
    outcome = replies.on_answer(last(), NEI)
    assert outcome is not None
    assert (outcome.changed, registration.state) == (False, "attended")


def test_ja_to_a_letter_says_yes_only_to_what_stood_in_it(event: Event) -> None:
    """Somebody else may post the form with their address and more boxes ticked."""
    registration = register(event)
    asked = last()
    register(event, newsletter=LIST, membership=JOIN)
    asked_more = last()
    replies.on_answer(asked, JA)
    assert (registration.state, registration.asks_more) == ("confirmed", True)
    assert state_of(registration) == "requested"
    replies.on_answer(asked_more, JA)
    assert (state_of(registration), registration.asks_more) == ("active", False)


def state_of(registration: Registration) -> str:
    found = people.subscription(registration.who)
    return found.state if found else "none"
