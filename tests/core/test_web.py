"""Hostile addresses and fields: a sentence, never a 500, on either database."""

import pytest

from service.campaigns import actions as campaigns
from service.communities import queries as communities
from service.core import tokens
from service.core.db import session
from service.core.trail import Cause
from service.signup import actions as signup
from tests import people
from tests.visits import send

HUGE = "9" * 30


@pytest.fixture
def visitor(both):
    community = people.havnevik()
    form = signup.publish(community, "members")
    session.commit()
    return both.test_client(), f"/f/{form.token}"


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/havnevik%00/join",
        "/havnevik/events/%00",
        f"/havnevik/letters/{HUGE}",
        "/havnevik/letters/-1",
        "/f/%00",
        "/embed/'; DROP TABLE person; --",
        f"/answer/{HUGE}",
        "/u/%ff%fe",
        "/mine/" + "a" * 26,
        "/door/x",
        "/" + "a" * 5000 + "/",
    ],
)
def test_a_page_that_is_not_there_says_so(visitor, path):
    client, _ = visitor
    page = client.get(path)
    assert page.status_code in (404, 410)
    assert "<h1>" in page.get_data(as_text=True)


@pytest.mark.parametrize("number", [HUGE, "9" * 5000, str(2**62), f"-{HUGE}", "x"])
def test_a_number_nobody_can_keep_counts_as_none(visitor, number):
    client, _ = visitor
    community = communities.by_slug("havnevik")
    assert community is not None
    letter = campaigns.draft(community, "Desember", "nb", Cause("admin"))
    person = people.person(community)
    session.commit()
    people.sign_in(client, community.staff[0])
    at = f"/admin/havnevik/letters/{letter.id}"
    mine = f"/mine/{tokens.sign('mine', person.id)}"
    paths = ("people?page=", "events/new?like=", "inbox?page=")
    pages = [client.get(f"/admin/havnevik/{path}{number}") for path in paths]
    pages += [client.get(f"{at}/recipients?state=sent&page={number}")]
    pages += [client.post(mine, data={"act": "cancel", "id": number})]
    pages += [send(client, f"{at}/nb/blocks", f"{at}/nb", block="event", event=number)]
    assert [page.status_code for page in pages if page.status_code not in (200, 303, 404)] == []


def test_nul_in_a_field_is_left_out(visitor):
    client, form = visitor
    filled = {"name": "Gro\0 Fremmedvik", "email": "gro@post.example", "idea": "en\0 benk"}
    assert client.post(form, data=filled).status_code == 200


@pytest.mark.parametrize("name", ["https://evil.example/win", "www.evil.no", "evil.example/win"])
def test_no_letter_greets_a_stranger_with_a_link(visitor, name):
    client, form = visitor
    page = client.post(form, data={"name": f"Vinn! {name}", "email": "gro@post.example"})
    assert page.status_code == 422
    assert "uten nettadresse" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "name", ["Gro B. Å/Fremmed", "J.R. Ås", "Kari 2. Nordmann", "O'Brien-Næss"]
)
def test_an_unusual_name_is_a_name(visitor, name):
    client, form = visitor
    assert client.post(form, data={"name": name, "email": "gro@post.example"}).status_code == 200


def test_an_odd_language_is_the_communitys_own(visitor):
    client, form = visitor
    assert 'lang="nb"' in client.get(f"{form}?lang=%00xx&from=%00").get_data(as_text=True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00garbage", "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"{", "application/json"),
        (b"", "multipart/form-data"),
    ],
)
def test_a_body_that_is_no_form_gets_the_form_again(visitor, body, kind):
    client, form = visitor
    page = client.post(form, data=body, content_type=kind)
    assert page.status_code in (400, 422)
    assert "<h1>" in page.get_data(as_text=True)


def test_a_body_that_is_too_large_is_told_so(visitor):
    client, form = visitor
    page = client.post(form, data={"idea": "x" * (9 * 1024 * 1024)})
    assert page.status_code == 413


def test_the_log_of_a_failed_page_holds_no_address_that_lets_anybody_in(app, caplog):
    def fail(token):
        raise RuntimeError

    app.view_functions["desk.mine"] = fail
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/mine/secretsecret").status_code == 500
    assert [record.getMessage() for record in caplog.records] == ["desk.mine failed"]
