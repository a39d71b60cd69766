"""The Inbox page: what waits, one mail, and a manager's few buttons."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update
from werkzeug.test import TestResponse

from service.communities.models import Community
from service.core.db import db, session
from service.events.models import Registration
from service.inbox.models import Inbound, Thread
from service.outbox.models import Message
from tests import people
from tests.inbox import wire
from tests.inbox.conftest import Arrives, box, last_letter

URL = "/admin/havnevik/inbox"


@pytest.fixture
def agot(app: Flask, client: FlaskClient, community: Community) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return people.sign_in(client, community.staff[0])


@pytest.fixture
def puzzling(letter: Message, arrives: Arrives) -> Inbound:
    return arrives(wire.mail(box(letter), "Kan jeg komme kl. 9? <b>Hei</b>"), box(letter))


def press(client: FlaskClient, mail: Inbound, action: str, **data: str) -> TestResponse:
    session.rollback()
    return client.post(f"{URL}/{mail.id}/{action}", data=data, follow_redirects=True)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Ingenting venter på deg"),
        ("?tab=waiting", "Ingen skylder deg svar"),
        ("?tab=done", "Ingenting her ennå"),
        ("?tab=filed", "Ingen maskin har skrevet"),
    ],
)
def test_an_empty_inbox_says_so(agot: FlaskClient, query: str, words: str) -> None:
    assert words in agot.get(f"{URL}{query}").text


@pytest.mark.usefixtures("puzzling")
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?q=xyzzy", "Ingenting inneholder disse ordene"),
        ("?whose=mine", "Ingenting her er ditt akkurat nå"),
        ("?page=2", "Ikke mer her"),
    ],
)
def test_what_finds_nothing_says_what_to_try(agot: FlaskClient, query: str, words: str) -> None:
    assert words in agot.get(f"{URL}{query}").text


@pytest.mark.usefixtures("puzzling")
def test_what_a_conversation_is_about_is_named_by_its_feature(agot: FlaskClient) -> None:
    page = agot.get(URL).text
    assert "Frokost på kaia" in page
    assert "Sv: Er du med?" not in page


@pytest.mark.usefixtures("puzzling")
def test_what_waits_is_listed_with_the_reason(agot: FlaskClient) -> None:
    page = agot.get(URL).text
    assert "Ærlig Fiktås" in page
    assert "Vi skjønte ikke hva den svarer" in page
    assert "Ærlig Fiktås" not in agot.get(f"{URL}?tab=done").text


@pytest.mark.usefixtures("puzzling")
def test_search_looks_in_names_and_words(agot: FlaskClient) -> None:
    assert "Ærlig Fiktås" in agot.get(f"{URL}?q=komme+fiktås").text
    assert "Ærlig Fiktås" not in agot.get(f"{URL}?q=100%25").text


def test_one_mail_shows_its_words_as_text(agot: FlaskClient, puzzling: Inbound) -> None:
    page = agot.get(f"{URL}/{puzzling.id}").text
    assert "&lt;b&gt;Hei&lt;/b&gt;" in page
    assert "aerlig@havnevik.example" in page


def test_the_source_is_a_file_and_never_a_page(agot: FlaskClient, puzzling: Inbound) -> None:
    reply = agot.get(f"{URL}/{puzzling.id}/source")
    assert reply.data == puzzling.raw
    assert reply.headers["Content-Disposition"] == f"attachment; filename=mail-{puzzling.id}.eml"
    assert reply.mimetype == "application/octet-stream"


@pytest.mark.parametrize(("say", "state"), [("yes", "confirmed"), ("no", "cancelled")])
def test_a_button_notes_the_answer(
    agot: FlaskClient, seat: Registration, puzzling: Inbound, say: str, state: str
) -> None:
    assert press(agot, puzzling, "settle", say=say).status_code == 200
    session.refresh(seat)
    assert seat.state == state


def test_pressing_twice_tells_who_was_first(agot: FlaskClient, puzzling: Inbound) -> None:
    press(agot, puzzling, "settle", say="yes")
    assert "allerede ordnet, av Ågot Prøvesen" in press(agot, puzzling, "settle", say="no").text


def test_an_answer_in_words_is_sent_and_nothing_typed_is_lost(
    agot: FlaskClient, puzzling: Inbound
) -> None:
    long = "Kom gjerne. " * 1000
    refused = agot.post(f"{URL}/{puzzling.id}/answer", data={"text": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert "Svaret ditt er på vei" in press(agot, puzzling, "answer", text="Kom gjerne.").text
    assert last_letter().letter == "inbox.answer"


def test_an_answered_mail_shows_who_answered_what(agot: FlaskClient, puzzling: Inbound) -> None:
    press(agot, puzzling, "answer", text="Kom gjerne.\n<b>Kaffe</b> står klar.")
    page = agot.get(f"{URL}/{puzzling.id}").text
    assert "Svaret fra Ågot Prøvesen" in page
    assert "Kom gjerne.<br>&lt;b&gt;Kaffe&lt;/b&gt; står klar." in page
    assert "Besvart med ord" in page
    assert "Forstått og ordnet" not in page


def test_a_mail_leads_to_its_person_and_says_what_they_have(
    agot: FlaskClient, puzzling: Inbound
) -> None:
    page = agot.get(f"{URL}/{puzzling.id}").text
    assert f'href="/admin/havnevik/people/{puzzling.person_id}"' in page
    assert "Frokost på kaia" in page.partition("Det de har, slik kvitteringene våre sier det")[2]


def test_an_answer_to_a_dead_address_is_refused_with_the_words_kept(
    agot: FlaskClient, puzzling: Inbound
) -> None:
    assert puzzling.person is not None
    puzzling.person.address_state = "hard_bounced"
    session.commit()
    reply = agot.post(f"{URL}/{puzzling.id}/answer", data={"text": "Kom gjerne."})
    assert reply.status_code == 422
    assert "Kom gjerne." in reply.text
    assert "i retur" in reply.text


def test_filing_can_be_undone(agot: FlaskClient, puzzling: Inbound) -> None:
    press(agot, puzzling, "file")
    session.refresh(puzzling)
    assert puzzling.state == "filed"
    assert "Ærlig Fiktås" in agot.get(f"{URL}?tab=done").text
    press(agot, puzzling, "reopen")
    session.refresh(puzzling)
    assert puzzling.state == "waiting"


def test_a_mail_that_had_no_conversation_gets_one_when_it_is_put_back(
    agot: FlaskClient, puzzling: Inbound
) -> None:
    session.execute(update(Inbound).values(thread_id=None, kind="other", state="filed"))
    session.commit()
    press(agot, puzzling, "reopen")
    session.refresh(puzzling)
    assert puzzling.thread is not None
    assert (puzzling.state, puzzling.thread.state) == ("waiting", "open")


@pytest.mark.usefixtures("agot")
def test_another_community_has_no_such_mail(client: FlaskClient, puzzling: Inbound) -> None:
    other = people.voorbeeldstad()
    people.sign_in(client, other.staff[0])
    session.commit()
    assert client.get(f"/admin/voorbeeldstad/inbox/{puzzling.id}").status_code == 404


@pytest.mark.usefixtures("agot")
def test_a_reader_looks_and_changes_nothing(
    client: FlaskClient, community: Community, puzzling: Inbound
) -> None:
    reader = people.staff(community, "leser@havnevik.example", "Les Prøvesen", "reader")
    session.commit()
    people.sign_in(client, reader)
    assert client.get(f"{URL}/{puzzling.id}").status_code == 200
    assert press(client, puzzling, "file").status_code == 403


@pytest.mark.parametrize("query", ["tab=gone", "page=0", "page=99999999"])
def test_an_odd_address_is_not_found(agot: FlaskClient, query: str) -> None:
    assert agot.get(f"{URL}?{query}").status_code == 404


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    agot: FlaskClient, community: Community, puzzling: Inbound
) -> None:
    few = queries_of(agot, URL)
    agot_herself = community.staff[0].id
    for number in range(60):
        thread = Thread(
            community_id=community.id,
            person=puzzling.person,
            address=f"{number}@x.example",
            name=f"Sender {number}",
            about_feature="events",
            about_id=number,
            state="open",
            staff_id=agot_herself,
        )
        mail = Inbound(
            community_id=community.id,
            recipient="x",
            envelope_from="",
            raw=b"",
            digest=str(number),
            state="waiting",
            person=puzzling.person,
            message=puzzling.message,
            sender_name=f"Sender {number}",
            thread=thread,
        )
        session.add(mail)
    session.commit()
    assert queries_of(agot, URL) == few
    assert "page=2" in agot.get(URL).text


def queries_of(client: FlaskClient, url: str) -> int:
    seen: list[object] = []
    session.rollback()

    def note(*details: object) -> None:
        seen.append(details[2])

    event.listen(db.engine, "before_cursor_execute", note)
    client.get(url)
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
