"""What people, machines and servers write back, through a real Postfix, our door and a worker.

Each mail of `answers/` is one that somebody could have written; the table says what it must do.
"""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from service.campaigns import actions as campaigns
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.outbox.models import Message
from tests import people
from tests.campaigns.conftest import BY, a_letter, turn
from tests.journeys.town import ADDRESS, Town, box, filled, last_id, receipts
from tests.processes import wait_until

pytestmark = pytest.mark.postfix
IN = ["events.you_are_in"]
OUT = ["events.cancelled"]
ASKED = ["inbox.person_will_answer"]
SEATS = {  # the mail: how the seat stands, how the mail ended, and what left as receipt
    "ja-gmail-nb": ("confirmed", "applied", "", IN),
    "ja-outlook-nb": ("confirmed", "applied", "", IN),  # A36
    "nei-iphone-nb": ("cancelled", "applied", "", OUT),
    "kanskje-nb": ("held", "applied", "", ["events.maybe"]),  # A38
    "me-blir-to-nn": ("confirmed", "waiting", "question", IN),
    "ja-graag-nl": ("confirmed", "applied", "", IN),
    "nee-helaas-nl": ("cancelled", "applied", "", OUT),
    "yes-en": ("confirmed", "applied", "", IN),
    "question-only": ("held", "waiting", "unclear", ASKED),
    "yes-and-question": ("confirmed", "waiting", "question", IN),
    "contradictory": ("held", "waiting", "unclear", ASKED),
    "bottom-posted": ("confirmed", "applied", "", IN),
    "html-only": ("confirmed", "applied", "", IN),
    "only-quoted-yes": ("held", "waiting", "unclear", ASKED),
    "away-nb": ("held", "filed", "autoreply", []),  # A37
    "away-nl": ("held", "filed", "autoreply", []),
    "dsn-5-1-1": ("held", "applied", "returned", []),
    "dsn-4-2-2": ("held", "applied", "returned", []),
    "forwarded": ("held", "applied", "newcomer", ["events.confirm_place"]),
    "latin1-base64": ("confirmed", "applied", "", IN),
}


@pytest.mark.parametrize("name", SEATS)
def test_an_answer_to_a_letter_about_a_seat(town: Town, name: str) -> None:
    seat = town.seat()
    before = last_id()
    mail = town.answer(name, town.letter())
    session.refresh(seat)
    assert (seat.state, mail.state, mail.reason, receipts(before)) == SEATS[name]


def test_a_calendar_that_declines_gives_the_seat_up(town: Town) -> None:
    seat = town.seat()
    town.answer("ja-gmail-nb", town.letter())
    before = last_id()
    mail = town.answer("rsvp-declined", town.letter())
    session.refresh(seat)
    assert (mail.kind, mail.state, seat.state) == ("rsvp-ics", "applied", "cancelled")
    assert receipts(before) == []  # a machine wrote it: R-4


def test_a_hard_return_closes_the_address_and_keeps_the_seat(town: Town) -> None:
    """A39; and the manager sees it."""
    seat = town.seat()
    town.answer("ja-gmail-nb", town.letter())
    mail = town.answer("dsn-5-1-1", town.letter())
    session.refresh(seat)
    assert (seat.state, seat.who.address_state) == ("confirmed", "hard_bounced")
    assert mail.message is not None
    assert mail.message.state == "failed"


def test_stop_ends_the_newsletter_and_leaves_a_seat_alone(town: Town) -> None:
    """A40."""
    seat = town.seat()
    town.answer("ja-gmail-nb", town.letter())
    town.newsletter()
    before = last_id()
    mail = town.answer("stopp", town.letter())
    session.refresh(seat)
    states = [each.state for each in seat.who.subscriptions]
    assert (mail.state, states, seat.state) == ("applied", ["withdrawn"], "confirmed")
    assert receipts(before) == ["campaigns.newsletter", "contacts.unsubscribed"]


def test_a_complaint_ends_all_news_and_answers_nobody(town: Town) -> None:
    town.newsletter()
    town.answer("complaint", town.letter())
    person = session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    assert person.address_state == "complained"
    assert [each.state for each in person.subscriptions] == ["withdrawn"]
    assert receipts(0) == ["campaigns.newsletter"]


@pytest.mark.parametrize(
    ("name", "reason"), [("address-change", "asks_address"), ("what-do-you-know", "asks_data")]
)
def test_what_only_a_person_can_do_waits_for_one(town: Town, name: str, reason: str) -> None:
    town.newsletter()
    mail = town.answer(name, town.letter())
    assert (mail.state, mail.reason) == ("waiting", reason)
    assert mail.thread is not None
    assert (mail.thread.state, mail.thread.unread) == ("open", True)
    assert receipts(0) == ["campaigns.newsletter", "inbox.person_will_answer"]


def test_the_third_yes_closes_a_request(town: Town) -> None:
    """A41."""
    for number in range(4):
        people.subscriber(town.community, f"leser{number}@havnevik.example")
    campaign = a_letter(town.community)
    campaign.wanted = 3
    campaigns.schedule(campaign, clock.now(), BY)
    turn(campaign)
    wait_until(lambda: len(town.road.outside.kept) == 4, "four letters on the far side")
    kept = [each.content for each in town.road.outside.kept]
    letters = [message_from_bytes(raw, policy=policy.default) for raw in kept]
    for letter in letters:
        answer_from(town, str(letter["To"].addresses[0].addr_spec), letter)
    thanked = Message.letter == "campaigns.counted"
    told = session.scalars(select(Message).where(thanked).order_by(Message.id))
    assert [each.fields["reserve"] for each in told] == [False, False, False, True]


def answer_from(town: Town, sender: str, letter: EmailMessage) -> None:
    raw = filled("ja-gmail-nb", letter).replace(ADDRESS.encode(), sender.encode())
    kept = town.arrived()
    with smtplib.SMTP("127.0.0.1", town.road.relay) as server:
        server.sendmail(sender, [box(letter)], raw, ["BODY=8BITMIME"])
    wait_until(lambda: town.arrived() > kept, "the mail at our door")
    town.work()
