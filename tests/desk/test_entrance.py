"""The way in: a link by mail, once, in time, in the browser that asked; nothing told to others."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from service.communities.models import Account, Community, SignIn
from service.core import clock
from service.core.db import session
from service.outbox import compose
from service.outbox.models import Message
from tests import people
from tests.services import Sink
from tests.visits import send

AGOT = "agot@havnevik.example"
LINK = re.compile(r"https://paadriv\.example(/admin/enter/\w+)")


@pytest.fixture
def link(
    community: Community, client: FlaskClient, worker: Callable[[], None], post_office: Sink
) -> str:
    """The link in the letter that Ågot gets when she asks for one in this client."""
    send(client, "/admin/sign-in", email="  Agot@Havnevik.example ")
    worker()
    found = LINK.search(words(post_office))
    assert found is not None
    return found[1]


def words(post_office: Sink) -> str:
    part = post_office.kept[-1].message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_the_link_lets_her_in_once_the_button_is_pressed(link: str, client: FlaskClient) -> None:
    assert client.get(link).status_code == 200
    assert session.query(SignIn).one().used_at is None
    entered = send(client, link)
    assert (entered.status_code, entered.location) == (303, "/admin/")
    assert client.get("/admin/").location == "/admin/havnevik/"
    assert client.get("/admin/havnevik/").status_code == 200


@pytest.mark.usefixtures("link")
def test_once_sent_the_link_is_nowhere_in_our_tables() -> None:
    message = session.query(Message).one()
    assert (message.state, message.fields) == ("sent", {"link": "", "minutes": 15})
    assert compose.subject(message) != ""


def test_a_program_that_looks_at_the_link_does_not_use_it(link: str, client: FlaskClient) -> None:
    assert client.head(link).status_code == 200
    assert session.query(SignIn).one().used_at is None
    assert client.get("/admin/").status_code == 302
    assert send(client, link).status_code == 303


def test_her_cookie_is_kept_from_scripts_and_other_sites(link: str, client: FlaskClient) -> None:
    cookie = send(client, link).headers["Set-Cookie"]
    kept = {part.strip().partition("=")[0] for part in cookie.split(";")}
    assert kept == {"paadriv", "Secure", "HttpOnly", "Expires", "Path", "SameSite"}
    assert "SameSite=Lax" in cookie


def test_a_second_use_is_refused(link: str, client: FlaskClient) -> None:
    send(client, link)
    send(client, "/admin/sign-out", "/admin/havnevik/")
    assert client.get(link).status_code == 410


def test_after_fifteen_minutes_it_is_too_old(link: str, client: FlaskClient) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        answer = client.get(link)
    assert answer.status_code == 410
    assert "/admin/sign-in" in answer.text


def test_another_browser_is_told_to_open_it_where_it_was_asked_for(link: str, app: Flask) -> None:
    other = app.test_client()
    assert other.get(link).status_code == 403
    assert send(other, link, "/admin/sign-in").status_code == 403
    assert session.query(SignIn).one().used_at is None


def test_an_unknown_address_sees_the_same_page_and_gets_no_mail(
    community: Community, client: FlaskClient, worker: Callable[[], None], post_office: Sink
) -> None:
    known = send(client, "/admin/sign-in", email=AGOT)
    worker()
    mails = len(post_office.kept)
    stranger = send(client, "/admin/sign-in", email="gro@fremmed.example")
    worker()
    assert stranger.status_code == known.status_code == 200
    assert shape(stranger.text, "gro@fremmed.example") == shape(known.text, AGOT)
    assert len(post_office.kept) == mails


def shape(page: str, email: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page.replace(email, "…"))


def test_somebody_taken_off_every_team_gets_no_mail(
    community: Community, client: FlaskClient, worker: Callable[[], None], post_office: Sink
) -> None:
    session.add(Account(email="for@havnevik.example", name="Før"))
    session.commit()
    before = len(post_office.kept)
    send(client, "/admin/sign-in", email="for@havnevik.example")
    worker()
    assert len(post_office.kept) == before


def test_many_links_to_one_address_are_refused_whoever_it_is(
    community: Community, client: FlaskClient
) -> None:
    for email in (AGOT, "gro@fremmed.example"):
        codes = [send(client, "/admin/sign-in", email=email).status_code for _ in range(6)]
        assert codes == [200, 200, 200, 200, 200, 422]


def test_she_comes_to_the_page_she_asked_for(
    community: Community, client: FlaskClient, worker: Callable[[], None], post_office: Sink
) -> None:
    asked = client.get("/admin/havnevik/people?q=gro")
    assert asked.status_code == 302
    send(client, asked.location, email=AGOT)
    worker()
    found = LINK.search(words(post_office))
    assert found is not None
    assert send(client, found[1]).location == "/admin/havnevik/people?q=gro"


@pytest.mark.parametrize("astray", ["https://fremmed.example/", "//fremmed.example", "/admin//x"])
def test_a_link_never_leads_to_another_site(
    community: Community, client: FlaskClient, astray: str
) -> None:
    send(client, f"/admin/sign-in?next={astray}", email=AGOT)
    with client.session_transaction() as kept:
        assert kept["next"] == "/admin/"


def test_signing_out_ends_it(community: Community, client: FlaskClient) -> None:
    people.sign_in(client, community.staff[0])
    send(client, "/admin/sign-out", "/admin/havnevik/")
    assert client.get("/admin/havnevik/").status_code == 302


def test_without_a_token_nothing_happens(community: Community, client: FlaskClient) -> None:
    people.sign_in(client, community.staff[0])
    assert client.post("/admin/sign-out").status_code == 400
    assert client.get("/admin/havnevik/").status_code == 200


def test_who_runs_several_communities_chooses(community: Community, client: FlaskClient) -> None:
    people.voorbeeldstad()
    people.sign_in(client, community.staff[0])
    page = client.get("/admin/").text
    assert re.findall(r'href="/admin/(\w+)/"', page) == ["voorbeeldstad", "havnevik"]


def test_who_runs_none_is_told_so(community: Community, client: FlaskClient) -> None:
    member = community.staff[0]
    people.sign_in(client, member)
    session.delete(member)
    session.commit()
    assert client.get("/admin/").status_code == 200


def test_pages_for_staff_are_kept_in_no_memory(community: Community, client: FlaskClient) -> None:
    people.sign_in(client, community.staff[0])
    assert client.get("/admin/havnevik/").headers["Cache-Control"] == "no-store"
