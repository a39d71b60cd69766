"""The front pages, one's own page, and the two questions a load balancer asks."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts import queries as people_of
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import session
from service.core.trail import Cause
from service.events import actions as events
from service.events.models import Registration
from service.events.rules import Applicant
from service.members import actions as members
from service.members import queries as memberships
from service.members.actions import Offer
from service.outbox.models import Message
from service.signup import actions as signup
from tests import people
from tests.desk.test_day import breakfast

BUTTONS = re.compile(r'name="act" value="(\w+)"')


@pytest.fixture
def person(community: Community) -> Person:
    """Ærlig with everything: newsletter, membership and a seat."""
    who = people.subscriber(community).person
    members.request(who, Offer(), Cause("form"), people.WORDS)
    members.confirm(who, Cause("link"), "button")
    event = breakfast(community, 30)
    seat = events.register(event, Applicant(who.name, who.email, "nb")).registration
    events.accept(seat, Cause("link"))
    session.commit()
    return who


def mine(person: Person) -> str:
    return f"/mine/{tokens.sign('mine', person.id)}"


def press(client: FlaskClient, person: Person, act: str, number: int = 0) -> int:
    return client.post(mine(person), data={"act": act, "id": number}).status_code


def seat(person: Person) -> Registration:
    return session.query(Registration).filter_by(person_id=person.id).one()


def newsletter(person: Person) -> str:
    subscription = people_of.subscription(person)
    return subscription.state if subscription else "none"


def test_a_day_is_the_day_of_the_community(person: Person, client: FlaskClient) -> None:
    """Paused until the first minute of 4 January in Havnevik, which is 3 January in UTC."""
    until = datetime(2027, 1, 4, 0, 0, tzinfo=ZoneInfo("Europe/Oslo"))
    contacts.pause(person, until, Cause("link"))
    session.commit()
    assert "mandag 4. januar 2027" in client.get(mine(person)).text


def test_one_community_is_the_front_page(community: Community, client: FlaskClient) -> None:
    assert client.get("/").location == "/havnevik/"


def test_several_communities_are_listed(community: Community, client: FlaskClient) -> None:
    people.voorbeeldstad()
    page = client.get("/")
    assert page.status_code == 200
    assert re.findall(r'<h2><a href="([^"]+)"', page.text) == ["/havnevik/", "/voorbeeldstad/"] or (
        re.findall(r'<h2><a href="([^"]+)"', page.text) == ["/voorbeeldstad/", "/havnevik/"]
    )


def test_an_empty_house_says_how_to_begin(client: FlaskClient, app: Flask) -> None:
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("language", ["nb", "nn", "nl", "en"])
def test_the_front_shows_what_is_coming_and_how_to_join(
    community: Community, client: FlaskClient, language: str
) -> None:
    event = breakfast(community, 30)
    forms = [signup.publish(community, feature).token for feature in ("members", "signup")]
    session.commit()
    page = client.get(f"/havnevik/?lang={language}").text
    for shown in (f"/havnevik/events/{event.slug}", *(f"/f/{token}" for token in forms)):
        assert shown in page
    assert f'<html lang="{language}"' in page


def test_a_front_with_nothing_on_it_still_stands(community: Community, client: FlaskClient) -> None:
    assert client.get("/havnevik/").status_code == 200
    assert client.get("/nowhere/").status_code == 404


def test_my_page_is_kept_by_nobody_and_names_little(client: FlaskClient, person: Person) -> None:
    page = client.get(mine(person))
    assert page.status_code == 200
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "a…@havnevik.example" in page.text
    assert person.email not in page.text
    assert person.name not in page.text
    assert BUTTONS.findall(page.text) == ["cancel", "stop", "leave"]


def test_looking_changes_nothing(client: FlaskClient, person: Person) -> None:
    client.get(f"{mine(person)}?act=stop")
    assert (newsletter(person), seat(person).state) == ("active", "confirmed")


@pytest.mark.parametrize("token", ["x", "a" * 26, "å" * 26, "0" * 26])
def test_a_wrong_key_opens_nothing(community: Community, client: FlaskClient, token: str) -> None:
    assert client.get(f"/mine/{token}").status_code == 404
    assert client.post(f"/mine/{token}", data={"act": "stop"}).status_code == 404


def test_a_key_for_something_else_opens_nothing(client: FlaskClient, person: Person) -> None:
    assert client.get(f"/mine/{tokens.sign('reply', person.id)}").status_code == 404


def test_the_newsletter_stops_with_a_receipt_and_starts_again(
    client: FlaskClient, person: Person
) -> None:
    assert press(client, person, "stop") == 200
    assert newsletter(person) == "withdrawn"
    receipt = session.query(Message).filter_by(letter="contacts.unsubscribed").one()
    assert [line.partition(",")[0] for line in receipt.fields["kept"]] == [
        "Du er Pådriver i Pådriv Havnevik",
        "Plassen din: Frokost",
    ]
    assert press(client, person, "start") == 200
    assert newsletter(person) == "active"
    words = people_of.consents(person)
    assert [(one.act, one.page) for one in words][:2] == [("given", "/mine"), ("asked", "/mine")]


def test_a_seat_is_given_up_and_taken_back(client: FlaskClient, person: Person) -> None:
    assert press(client, person, "cancel", seat(person).id) == 200
    assert seat(person).state == "cancelled"
    assert press(client, person, "come", seat(person).id) == 200
    assert seat(person).state == "confirmed"


def test_nobody_gives_up_anothers_seat(client: FlaskClient, person: Person) -> None:
    stranger = people.person(person.community, "gro@x.example", "Gro")
    session.commit()
    assert press(client, stranger, "cancel", seat(person).id) == 200
    assert seat(person).state == "confirmed"


def test_leaving_leaves_the_rest_as_it_was(client: FlaskClient, person: Person) -> None:
    assert press(client, person, "leave") == 200
    membership = memberships.of(person)
    assert membership is not None
    assert membership.state == "left"
    assert (newsletter(person), seat(person).state) == ("active", "confirmed")
    receipt = session.query(Message).filter_by(letter="members.left").one()
    assert [line.partition(",")[0] for line in receipt.fields["kept"]] == [
        "Nyhetsbrevet fra Pådriv Havnevik",
        "Plassen din: Frokost",
    ]


def test_each_button_twice_is_as_once(client: FlaskClient, person: Person) -> None:
    for act in ("stop", "leave", "cancel"):
        assert [press(client, person, act, seat(person).id) for _ in (1, 2)] == [200, 200]
    letters = [message.letter for message in session.query(Message)]
    receipts = ("contacts.unsubscribed", "members.left", "events.cancelled")
    assert [letters.count(name) for name in receipts] == [1, 1, 1]


@pytest.mark.parametrize("act", ["", "burn", "stop now"])
def test_an_unknown_wish_does_nothing(client: FlaskClient, person: Person, act: str) -> None:
    assert press(client, person, act) == 400
    assert newsletter(person) == "active"


def test_a_past_seat_has_no_button(client: FlaskClient, person: Person) -> None:
    event = seat(person).event
    event.starts_at = clock.now() - timedelta(hours=3)
    event.ends_at = clock.now() - timedelta(hours=2)
    session.commit()
    assert BUTTONS.findall(client.get(mine(person)).text) == ["stop", "leave"]


def test_the_process_says_that_it_lives_and_that_it_can_work(
    app: Flask, client: FlaskClient
) -> None:
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_without_redis_it_is_not_ready(app: Flask, client: FlaskClient) -> None:
    ready = app.extensions["redis"]
    app.extensions["redis"] = type(ready).from_url("redis://127.0.0.1:1")
    try:
        reply = client.get("/readyz")
    finally:
        app.extensions["redis"] = ready
    assert (reply.status_code, reply.text) == (503, "not ready: ConnectionError\n")
    assert client.get("/healthz").status_code == 200
