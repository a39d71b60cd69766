"""Answers that overtake each other, letters passed on, and what comes back too late."""

from datetime import timedelta

import pytest

from service.core import clock
from service.core.db import session
from service.events.models import Registration
from service.outbox.models import Message
from tests import people
from tests.inbox import wire
from tests.inbox.conftest import Arrives, box, last_letter, letters_after

RSVP = "1-x@y.example"


def ago(**span: int) -> str:
    return f"{clock.now() - timedelta(**span):%Y%m%dT%H%M%SZ}"


def test_a_calendar_answer_that_was_given_before_the_words_is_overtaken(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    """They pressed Decline in the morning and wrote yes at noon; the morning's mail comes last."""
    arrives(wire.mail(box(letter), "Ja, jeg kommer"), box(letter))
    to = box(letter, "rsvp")
    late = arrives(wire.invitation_answer(to, RSVP, "DECLINED", ago(hours=2)), to)
    assert (late.state, late.reason, seat.state) == ("filed", "overtaken", "confirmed")


def test_two_answers_on_the_same_seat_end_in_the_later_one(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    arrives(wire.mail(box(letter), "Ja, jeg kommer"), box(letter))
    to = box(letter, "rsvp")
    arrives(wire.invitation_answer(to, RSVP, "DECLINED", ago(seconds=1)), to)
    assert seat.state == "cancelled"
    arrives(wire.mail(box(last_letter()), "Jo, jeg kommer likevel"), box(last_letter()))
    assert seat.state == "confirmed"


def test_an_older_sequence_is_ignored(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    to = box(letter, "rsvp")
    newer = wire.invitation_answer(to, RSVP, "ACCEPTED", ago(minutes=9), SEQUENCE="2")
    older = wire.invitation_answer(to, RSVP, "DECLINED", ago(minutes=9), SEQUENCE="1")
    arrives(newer, to)
    late = arrives(older, to)
    assert (late.reason, seat.state) == ("overtaken", "confirmed")


def test_a_clock_that_is_years_off_decides_nothing(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    arrives(wire.mail(box(letter), "Ja, jeg kommer"), box(letter))
    to = box(letter, "rsvp")
    arrives(wire.invitation_answer(to, RSVP, "DECLINED", "19700101T000000Z"), to)
    assert seat.state == "cancelled"


def test_another_time_proposed_is_for_a_person(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    to = box(letter, "rsvp")
    raw = wire.invitation_answer(to, RSVP, "TENTATIVE", METHOD="COUNTER")
    mail = arrives(raw, to)
    assert (mail.state, mail.reason, seat.state) == ("waiting", "proposes", "held")


def test_a_yes_to_a_letter_that_was_passed_on_is_theirs_alone(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    raw = wire.mail(box(letter), "Ja, jeg kommer", sender="Gro <gro@elsewhere.example>")
    mail = arrives(raw, box(letter))
    assert (mail.state, mail.reason, seat.state) == ("applied", "newcomer", "held")
    assert [(sent.letter, sent.email) for sent in letters_after(letter)] == [
        ("events.confirm_place", "gro@elsewhere.example")
    ]


@pytest.mark.parametrize("words", ["Nei, jeg kan ikke", "Kanskje", "Kan jeg komme kl. 9?"])
def test_all_else_from_another_is_for_a_person(
    seat: Registration, letter: Message, arrives: Arrives, words: str
) -> None:
    raw = wire.mail(box(letter), words, sender="Gro <gro@elsewhere.example>")
    mail = arrives(raw, box(letter))
    assert (mail.state, mail.reason, seat.state) == ("waiting", "other_sender", "held")
    assert letters_after(letter) == []


@pytest.mark.parametrize(("days", "state"), [(29, "hard_bounced"), (31, "unverified")])
@pytest.mark.usefixtures("seat")
def test_a_letter_that_comes_back_after_a_month_says_nothing(
    letter: Message, arrives: Arrives, days: int, state: str
) -> None:
    letter.state, letter.sent_at = "sent", clock.now() - timedelta(days=days)
    session.commit()
    to = box(letter, "bounce")
    arrives(wire.bounce(to), to, "<>")
    assert letter.recipient.address_state == state


def test_a_pause_rests_the_newsletter_until_the_day_named(
    letter: Message, arrives: Arrives
) -> None:
    subscription = people.subscriber(letter.community)
    day = (clock.now() + timedelta(days=60)).date()
    words = f"Pause til {day.day}.{day.month}.{day.year}"
    mail = arrives(wire.mail(box(letter), words), box(letter))
    assert (mail.state, mail.says, subscription.state) == ("applied", "pause", "paused")
    assert subscription.paused_until is not None
    assert subscription.paused_until.astimezone().date() - day in (
        timedelta(0),
        timedelta(days=-1),
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Hva vet dere om meg?", "asks_data"),
        ("Jeg har fått ny e-postadresse: aerlig@nymail.example", "asks_address"),
        (
            "Nei, jeg kan ikke. Per Hansen (per@x.example) kommer i stedet for meg.",
            "asks_colleague",
        ),
    ],
)
def test_a_wish_that_only_a_person_can_grant_is_told_so(
    letter: Message, arrives: Arrives, words: str, reason: str
) -> None:
    mail = arrives(wire.mail(box(letter), words), box(letter))
    assert (mail.state, mail.reason) == ("waiting", reason)


def test_it_says_which_words_it_went_by(letter: Message, arrives: Arrives) -> None:
    mail = arrives(wire.mail(box(letter), "Ja, jeg kommer"), box(letter))
    assert mail.found["because"]
