"""The morning mail: what waits, told on weekdays at seven, and answered from one's own program."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community, Staff
from service.core import tokens
from service.core.db import session
from service.inbox import actions, rules
from service.inbox.due import due
from service.inbox.models import Inbound, Thread
from service.outbox import compose
from service.outbox.models import Message
from tests import people
from tests.inbox import wire
from tests.inbox.conftest import DOMAIN, Arrives, box, last_letter

URL = "/admin/havnevik/inbox"
OWN = "Ågot <agot@havnevik.example>"
MONDAY = datetime(2026, 11, 30, 7, 2, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def agot(community: Community) -> Staff:
    return community.staff[0]


@pytest.fixture
def asked(letter: Message, arrives: Arrives) -> Inbound:
    return arrives(wire.mail(box(letter), "Kan jeg komme kl. 9?"), box(letter))


def turns() -> list[str]:
    return list(session.scalars(select(Thread.state).order_by(Thread.id)))


def mornings() -> list[Message]:
    return list(session.scalars(select(Message).where(Message.letter == "inbox.digest")))


def tick(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        due(moment)
        session.commit()


@pytest.mark.usefixtures("asked")
def test_each_weekday_at_seven_the_team_is_told_once(agot: Staff) -> None:
    for minute in (1, 2, 3):
        tick(MONDAY.replace(minute=minute))
    (told,) = mornings()
    assert (told.account, told.fields["number"]) == (agot.account, 1)
    tick(MONDAY.replace(hour=8))
    tick(MONDAY.replace(day=28))  # a Saturday
    assert len(mornings()) == 1
    tick(MONDAY.replace(day=29))
    assert len(mornings()) == 1


def test_it_tells_who_asks_about_what_and_where_to_answer(asked: Inbound, agot: Staff) -> None:
    tick(MONDAY)
    ((who, about, said, address),) = mornings()[0].fields["waiting"]
    assert (who, said) == ("Ærlig Fiktås", "Kan jeg komme kl. 9?")
    assert about.startswith("Frokost på kaia, siden ")
    assert address == f"mailto:{desk_box(asked, agot)}"


@pytest.mark.usefixtures("agot")
def test_nobody_is_told_that_nothing_waits() -> None:
    tick(MONDAY)
    assert mornings() == []


@pytest.mark.usefixtures("asked")
def test_who_switched_it_off_is_left_in_peace(app: Flask, client: FlaskClient, agot: Staff) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    page = people.sign_in(client, agot).post(f"{URL}/digest", follow_redirects=True).text
    assert "Send meg morgenbrevet" in page
    tick(MONDAY)
    assert mornings() == []


def desk_box(mail: Inbound, agot: Staff) -> str:
    token = tokens.sign(rules.DESK, rules.desk_number(mail.id, agot.id))
    return f"reply+{token}@{DOMAIN}"


def test_a_colleague_answers_from_their_own_mail_program(
    asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    to = desk_box(asked, agot)
    raw = wire.mail(to, "Ja, kom når du kan.", sender=OWN)
    mail = arrives(raw, to, "agot@havnevik.example")
    sent = last_letter()
    assert (mail.state, mail.reason, turns()) == ("filed", "staff_answer", ["waiting"])
    assert (sent.letter, sent.email) == ("inbox.answer", "aerlig@havnevik.example")
    assert (sent.fields["author"], sent.fields["body"]) == ("Ågot Prøvesen", "Ja, kom når du kan.")


def test_nobody_else_answers_in_their_name(asked: Inbound, agot: Staff, arrives: Arrives) -> None:
    before = last_letter().id
    to = desk_box(asked, agot)
    mail = arrives(wire.mail(to, "Ja!", sender="Gro <gro@elsewhere.example>"), to)
    assert (mail.state, mail.reason) == ("filed", "unknown_token")
    gro = people.staff(agot.community, "gro@havnevik.example", "Gro", "reader")
    session.commit()
    to = desk_box(asked, gro)
    arrives(wire.mail(to, "Ja!", sender="Gro <gro@havnevik.example>"), to)
    assert (last_letter().id, turns()) == (before, ["open"])


def test_their_absence_is_not_an_answer(asked: Inbound, agot: Staff, arrives: Arrives) -> None:
    before = last_letter().id
    to = desk_box(asked, agot)
    raw = wire.mail(
        to, "Jeg er borte.", sender="agot@havnevik.example", Auto_Submitted="auto-replied"
    )
    arrives(raw, to)
    assert (last_letter().id, turns()) == (before, ["open"])


def test_an_answer_is_to_the_mail_they_were_told_of(
    letter: Message, asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    """What came in the meantime, and they have not seen, goes on waiting."""
    later = arrives(wire.mail(box(letter), "Og er det heis?"), box(letter))
    to = desk_box(asked, agot)
    arrives(wire.mail(to, "Ja, kom når du kan.", sender=OWN), to, "agot@havnevik.example")
    assert compose.headers(last_letter())["In-Reply-To"] == asked.reference
    assert [asked.state, later.state, *turns()] == ["answered", "waiting", "open"]


def test_the_same_answer_by_two_ways_is_sent_once(
    asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    to, before = desk_box(asked, agot), last_letter().id
    for way in ("one", "another"):
        raw = wire.mail(to, "Ja, kom.", sender=OWN, Message_ID="<same@x.example>", X_Way=way)
        arrives(raw, to, "agot@havnevik.example")
    query = select(Message).where(Message.id > before, Message.letter == rules.IN_WORDS)
    assert len(list(session.scalars(query))) == 1


def test_an_answer_that_reaches_nobody_is_kept_for_the_team(
    asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    assert asked.person is not None
    assert asked.thread is not None
    asked.person.address_state = "hard_bounced"
    session.commit()
    to, before = desk_box(asked, agot), last_letter().id
    mail = arrives(wire.mail(to, "Ja, kom når du kan.", sender=OWN), to, "agot@havnevik.example")
    assert (mail.reason, last_letter().id, turns()) == ("staff_unsent", before, ["open"])
    assert [note.text for note in asked.thread.notes] == ["Ja, kom når du kan."]


def test_after_another_has_answered_their_words_still_arrive(
    asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    actions.answer(asked, agot, "Ja.")
    session.commit()
    to = desk_box(asked, agot)
    arrives(wire.mail(to, "Og det er heis.", sender=OWN), to, "agot@havnevik.example")
    assert last_letter().fields["body"] == "Og det er heis."
    assert turns() == ["waiting"]
