"""Conversations: who wrote about what, whose turn it is, and what the team does together."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities import actions as communities
from service.communities.models import Community, Staff
from service.core.db import session
from service.core.trail import Cause
from service.events.models import Registration
from service.inbox import actions, queries
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


def test_an_answer_settles_all_they_wrote_until_then(
    letter: Message, asked: Inbound, agot: Staff, arrives: Arrives
) -> None:
    second = arrives(wire.mail(box(letter), "Og er det heis?"), box(letter))
    third = arrives(wire.mail(box(letter), "Hallo?"), box(letter))
    actions.answer(second, agot, "Ja, og ja.")
    assert [mail.state for mail in (asked, second, third)] == ["answered", "answered", "waiting"]
    assert turns() == ["open"]


def test_an_answer_to_our_answer_stays_in_the_conversation(
    seat: Registration, agot: Staff, arrives: Arrives
) -> None:
    """Also where it all began without a letter of ours, and by somebody nobody knew."""
    stray = wire.mail(f"post@{DOMAIN}", "Hvem er dere?", sender="Gro <gro@elsewhere.example>")
    first = arrives(stray, f"post@{DOMAIN}", "gro@elsewhere.example")
    actions.answer(first, agot, "Vi er Pådriv.")
    session.commit()
    sent = last_letter(seat.community_id)
    again = wire.mail(box(sent), "Hvor holder dere til?", sender="Gro <gro@elsewhere.example>")
    more = arrives(again, box(sent), "gro@elsewhere.example")
    assert more.thread == first.thread
    assert turns() == ["open"]
    assert [letter.fields["body"] for letter in queries.letters_in(more)] == ["Vi er Pådriv."]


def test_what_waits_is_shown_before_what_came_later(
    desk: FlaskClient, letter: Message, asked: Inbound, arrives: Arrives
) -> None:
    later = arrives(wire.mail(box(letter), "Ja, jeg kommer"), box(letter))
    assert later.thread == asked.thread
    assert f"/inbox/{asked.id}" in desk.get(URL).text
    assert desk.get(f"{URL}/threads/{thread_of(asked).id}").location.endswith(f"/{asked.id}")
    page = desk.get(f"{URL}/{later.id}").text
    assert "En annen e-post i denne samtalen venter" in page


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
    desk.post(f"{URL}/threads/{number}/done", data={"seen": asked.id})
    assert "Ærlig Fiktås" in desk.get(f"{URL}?tab=done").text
    desk.post(f"{URL}/threads/{number}/open")
    assert "Ærlig Fiktås" in desk.get(URL).text


def test_whoever_leaves_the_team_leaves_it_to_nobody(
    desk: FlaskClient, community: Community, asked: Inbound
) -> None:
    gro = people.staff(community, "gro@havnevik.example", "Gro", "community_manager")
    session.commit()
    thread = thread_of(asked)
    where = f"{URL}/threads/{thread.id}/assign"
    desk.post(where, data={"staff": gro.id})
    assert thread.staff_id == gro.id
    number = gro.id
    communities.remove_staff(gro, Cause("admin"))
    session.commit()
    assert thread_of(asked).staff_id is None
    refused = desk.post(where, data={"staff": number}, follow_redirects=True)
    assert "er ikke lenger i teamet" in refused.text


def test_done_is_said_only_of_what_one_has_seen(
    desk: FlaskClient, letter: Message, asked: Inbound, arrives: Arrives
) -> None:
    arrives(wire.mail(box(letter), "Hallo?"), box(letter))
    where = f"{URL}/threads/{thread_of(asked).id}/done"
    page = desk.post(where, data={"seen": asked.id}, follow_redirects=True)
    assert "De har skrevet igjen imens" in page.text
    assert turns() == ["open"]


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
    desk.post(f"{URL}/saved/1", data=kept | {"text": "Ja, fra kaia."})
    assert "Ja, fra kaia." in desk.get(f"{URL}/saved").text
    before = last_letter().id
    typed = {"put": "1", "saved": "1", "text": "Hei igjen!"}
    assert "Hei igjen!\n\nJa, fra kaia." in desk.post(f"{URL}/{asked.id}/answer", data=typed).text
    assert (last_letter().id, turns()) == (before, ["open"])
    desk.post(f"{URL}/saved/1/remove")
    assert "Ja, fra kaia." not in desk.get(f"{URL}/saved").text


def test_two_saved_replies_never_share_a_name(desk: FlaskClient) -> None:
    kept = {"language": "nb", "text": "Ja."}
    for title in ("Heis", "Kaffe"):
        desk.post(f"{URL}/saved", data=kept | {"title": title})
    taken = desk.post(f"{URL}/saved/2", data=kept | {"title": "Heis", "text": "Nye ord."})
    assert (taken.status_code, "Nye ord." in taken.text) == (422, True)
    assert desk.get(f"{URL}/saved").text.count("Kaffe") > 0


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
