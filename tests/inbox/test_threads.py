"""Conversations: who wrote about what, whose turn it is, and what the team does together."""

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
from service.inbox import actions, queries, rules
from service.inbox.due import due
from service.inbox.models import Inbound, Thread
from service.outbox import compose
from service.outbox.models import Message
from tests import people
from tests.inbox import wire
from tests.inbox.conftest import DOMAIN, Arrives, box, last_letter

URL = "/admin/havnevik/inbox"
ASKS = "Kan jeg komme kl. 9?"


@pytest.fixture
def agot(community: Community) -> Staff:
    return community.staff[0]


@pytest.fixture
def desk(app: Flask, client: FlaskClient, agot: Staff) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return people.sign_in(client, agot)


@pytest.fixture
def asked(letter: Message, arrives: Arrives) -> Inbound:
    return arrives(wire.mail(box(letter), ASKS), box(letter))


def thread_of(mail: Inbound) -> Thread:
    assert mail.thread is not None
    return mail.thread


def turns() -> list[str]:
    return list(session.scalars(select(Thread.state).order_by(Thread.id)))


# Whose turn it is


def test_one_address_and_one_matter_are_one_conversation(
    letter: Message, asked: Inbound, arrives: Arrives
) -> None:
    again = arrives(wire.mail(box(letter), "Og er det heis?"), box(letter))
    other = arrives(wire.mail(f"post@{DOMAIN}", "Hvem er dere egentlig?"), f"post@{DOMAIN}")
    assert again.thread == asked.thread
    assert other.thread != asked.thread
    assert turns() == ["open", "open"]


def test_a_clear_answer_waits_for_nobody_but_is_part_of_what_was_said(
    letter: Message, arrives: Arrives
) -> None:
    mail = arrives(wire.mail(box(letter), "Ja, jeg kommer"), box(letter))
    assert (thread_of(mail).state, thread_of(mail).unread) == ("done", False)


@pytest.mark.usefixtures("letter")
def test_machines_stand_in_no_conversation(letter: Message, arrives: Arrives) -> None:
    assert arrives(wire.away(box(letter)), box(letter)).thread is None


def test_an_answer_makes_it_their_turn_and_their_next_mail_ours(
    asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    actions.answer(asked, agot, "Ja, kom når du kan.")
    session.commit()
    assert turns() == ["waiting"]
    sent = last_letter()
    assert compose.subject(sent) == "Re: Er du med?"
    assert compose.headers(sent)["In-Reply-To"] == asked.reference
    more = arrives(wire.mail(box(sent), "Fint. Hvor er inngangen?"), box(sent))
    assert more.thread == asked.thread
    assert turns() == ["open"]


def test_it_stays_our_turn_as_long_as_one_mail_waits(
    letter: Message, asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    arrives(wire.mail(box(letter), "Og er det heis?"), box(letter))
    actions.file(asked, agot)
    assert turns() == ["open"]
    actions.done(thread_of(asked), agot)
    assert turns() == ["done"]
    assert queries.still_waiting(thread_of(asked)) == []


# Among the team


def test_it_is_taken_on_noted_and_ended_from_the_page(
    desk: FlaskClient, asked: Inbound, agot: Staff
) -> None:
    number = thread_of(asked).id
    assert "Ingen har den" not in desk.get(f"{URL}/{asked.id}").text
    desk.post(f"{URL}/threads/{number}/assign", data={"staff": agot.id})
    desk.post(f"{URL}/threads/{number}/note", data={"note": "Hun ringte også."})
    page = desk.get(f"{URL}/{asked.id}").text
    assert "Hun ringte også." in page
    assert "Ågot Prøvesen" in desk.get(f"{URL}?whose=mine").text
    assert "Ærlig Fiktås" not in desk.get(f"{URL}?whose=free").text
    desk.post(f"{URL}/threads/{number}/done")
    assert "Ærlig Fiktås" in desk.get(f"{URL}?tab=done").text
    desk.post(f"{URL}/threads/{number}/open")
    assert "Ærlig Fiktås" in desk.get(URL).text


def test_a_note_is_never_sent(desk: FlaskClient, asked: Inbound) -> None:
    before = last_letter().id
    desk.post(f"{URL}/threads/{thread_of(asked).id}/note", data={"note": "Vær snill med henne."})
    assert last_letter().id == before


def test_another_community_has_no_such_conversation(client: FlaskClient, asked: Inbound) -> None:
    other, number = people.voorbeeldstad(), thread_of(asked).id
    people.sign_in(client, other.staff[0])
    session.commit()
    for act in ("note", "assign", "done", "open"):
        reply = client.post(f"/admin/voorbeeldstad/inbox/threads/{number}/{act}")
        assert reply.status_code in (400, 404)
    assert client.get(f"/admin/voorbeeldstad/inbox/threads/{number}").status_code == 404


def test_a_saved_reply_is_kept_put_in_and_removed(desk: FlaskClient, asked: Inbound) -> None:
    kept = {"language": "nb", "title": "Heis", "text": "Ja, det er heis."}
    assert desk.post(f"{URL}/saved", data=kept).status_code == 303
    twice = desk.post(f"{URL}/saved", data=kept | {"text": "Noe annet."})
    assert (twice.status_code, "Noe annet." in twice.text) == (422, True)
    assert "Ja, det er heis." in desk.get(f"{URL}/{asked.id}?saved=1").text
    desk.post(f"{URL}/saved/1", data=kept | {"text": "Ja, fra kaia."})
    assert "Ja, fra kaia." in desk.get(f"{URL}/saved").text
    desk.post(f"{URL}/saved/1/remove")
    assert "Ja, fra kaia." not in desk.get(f"{URL}/saved").text


# What is shown


def test_html_is_shown_in_a_room_of_its_own(
    desk: FlaskClient, letter: Message, arrives: Arrives
) -> None:
    html = '<p>Hei <img src="https://evil.example/x.gif" alt="båt"><script>alert(1)</script></p>'
    raw = wire.mail(box(letter), html, Content_Type="text/html; charset=utf-8")
    mail = arrives(raw, box(letter))
    shown = desk.get(f"{URL}/{mail.id}/html")
    assert "[båt]" in shown.text
    assert "evil.example" not in shown.text
    assert "alert" not in shown.text
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    page = desk.get(f"{URL}/{mail.id}").text
    assert f'src="/admin/havnevik/inbox/{mail.id}/html"' in page


def test_an_attachment_is_always_a_file_to_save(
    desk: FlaskClient, letter: Message, arrives: Arrives
) -> None:
    body = "--b\nContent-Type: text/plain\n\nSe her.\n--b\nContent-Type: text/html\n"
    body += 'Content-Disposition: attachment; filename="../x.html"\n\n<script>1</script>\n--b--'
    raw = wire.mail(box(letter), body, Content_Type="multipart/mixed; boundary=b")
    mail = arrives(raw, box(letter))
    page = desk.get(f"{URL}/{mail.id}").text
    assert "Et program, eller en fil som kan kjøre" in page
    reply = desk.get(f"{URL}/{mail.id}/attachment/1")
    assert reply.mimetype == "application/octet-stream"
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "/" not in reply.headers["Content-Disposition"].partition("filename=")[2]
    assert desk.get(f"{URL}/{mail.id}/attachment/2").status_code == 404


def test_the_words_we_went_by_are_shown(
    desk: FlaskClient, letter: Message, arrives: Arrives
) -> None:
    mail = arrives(wire.mail(box(letter), "Ja, jeg kommer. Er det heis?"), box(letter))
    page = desk.get(f"{URL}/{mail.id}").text
    assert "Ordene vi gikk etter" in page
    assert "“Ja, jeg kommer.”" in page


# The morning mail


MONDAY = datetime(2026, 11, 30, 7, 2, tzinfo=ZoneInfo("Europe/Oslo"))


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


@pytest.mark.usefixtures("agot")
def test_nobody_is_told_that_nothing_waits() -> None:
    tick(MONDAY)
    assert mornings() == []


@pytest.mark.usefixtures("asked")
def test_who_switched_it_off_is_left_in_peace(desk: FlaskClient) -> None:
    desk.post(f"{URL}/digest")
    tick(MONDAY)
    assert mornings() == []


def desk_box(mail: Inbound, agot: Staff) -> str:
    token = tokens.sign(rules.DESK, rules.desk_number(thread_of(mail).id, agot.id))
    return f"reply+{token}@{DOMAIN}"


def test_a_colleague_answers_from_their_own_mail_program(
    asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    to = desk_box(asked, agot)
    raw = wire.mail(to, "Ja, kom når du kan.", sender="Ågot <agot@havnevik.example>")
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
