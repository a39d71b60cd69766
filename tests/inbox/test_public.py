"""The links in a letter: looking changes nothing, pressing acts once, an odd link is explained."""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from service.contacts.models import Subscription
from service.core.db import session
from service.core.trail import Entry
from service.events.models import Registration
from service.inbox.models import Inbound
from service.outbox.models import Message
from service.outbox.queries import by_token
from tests import people

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def subscription(seat: Registration) -> Subscription:
    return people.subscriber(seat.event.community)


def everything() -> list[int | None]:
    """How much has ever happened, in numbers."""
    session.rollback()
    counted = [
        session.scalar(select(func.count()).select_from(t)) for t in (Entry, Message, Inbound)
    ]
    session.rollback()
    return counted


@pytest.mark.parametrize("path", ["answer", "u"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_changes_nothing(
    client: FlaskClient, letter: Message, subscription: Subscription, path: str, method: str
) -> None:
    before = everything()
    reply = client.open(f"/{path}/{letter.token}", method=method)
    assert reply.status_code == 200
    assert everything() == before
    assert subscription.state == "active"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in reply.headers


def test_pressing_yes_confirms_and_pressing_again_says_so(
    client: FlaskClient, seat: Registration, letter: Message
) -> None:
    page = client.get(f"/answer/{letter.token}").text
    assert "Frokost på kaia" in page
    assert "Ja, jeg kommer" in page
    assert client.post(f"/answer/{letter.token}", data={"say": "yes"}).status_code == 200
    session.refresh(seat)
    assert seat.state == "confirmed"
    session.rollback()
    sent = everything()
    again = client.post(f"/answer/{letter.token}", data={"say": "yes"})
    assert "allerede" in again.text
    assert everything() == sent


@pytest.mark.usefixtures("seat")
def test_a_press_without_an_answer_asks_again(client: FlaskClient, letter: Message) -> None:
    reply = client.post(f"/answer/{letter.token}", data={"say": "perhaps"})
    assert reply.status_code == 422
    assert "Frokost på kaia" in reply.text


@pytest.mark.parametrize("encoding", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_stops_the_newsletter_with_no_page_between(
    client: FlaskClient, letter: Message, subscription: Subscription, encoding: str
) -> None:
    reply = client.post(f"/u/{letter.token}", data=ONE_CLICK, content_type=encoding)
    assert (reply.status_code, reply.data) == (200, b"")
    session.refresh(subscription)
    assert subscription.state == "withdrawn"
    session.rollback()
    assert client.post(f"/u/{letter.token}", data=ONE_CLICK).status_code == 200


def test_the_stop_page_stops_and_undoes(
    client: FlaskClient, letter: Message, subscription: Subscription
) -> None:
    url = f"/u/{letter.token}"
    assert "a…@havnevik.example" in client.get(url).text
    stopped = client.post(url, data={"say": "stop"})
    assert "Angre" in stopped.text
    session.refresh(subscription)
    assert subscription.state == "withdrawn"
    session.rollback()
    assert "Angret" in client.post(url, data={"say": "undo"}).text
    session.refresh(subscription)
    assert subscription.state == "active"


@pytest.mark.parametrize("path", ["answer", "u"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_ours_gets_a_helpful_page(
    client: FlaskClient, letter: Message, path: str, method: str
) -> None:
    before = everything()
    reply = client.open(f"/{path}/{letter.token[:-1]}", method=method)
    assert reply.status_code == 404
    assert "svar på brevet" in reply.text
    assert everything() == before


def test_a_link_about_something_gone_says_that_it_is_over(
    client: FlaskClient, letter: Message
) -> None:
    letter.about_id = 4711
    session.commit()
    assert client.get(f"/answer/{letter.token}").status_code == 410


def test_the_page_speaks_the_language_of_the_letter(client: FlaskClient, letter: Message) -> None:
    letter.language = "nl"
    session.commit()
    assert 'lang="nl"' in client.get(f"/answer/{letter.token}").text
    assert 'lang="nn"' in client.get(f"/answer/{letter.token}?lang=nn").text


@pytest.mark.usefixtures("app")
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26))
def test_no_other_text_is_a_token(token: str) -> None:
    assert by_token(token) is None


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_character_makes_a_token_worthless(
    letter: Message, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, 24))  # the last one carries two bits that say nothing
    other = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
    token = letter.token
    changed = token[:at] + other + token[at + 1 :]
    assert by_token(changed) is (letter if changed == token else None)
    assert by_token(token.upper()) is letter


def test_a_link_that_went_astray_cannot_fill_a_mailbox(
    client: FlaskClient, seat: Registration, letter: Message
) -> None:
    said = ["yes", "no"] * 10
    pages = [client.post(f"/answer/{letter.token}", data={"say": say}) for say in said]
    assert [page.status_code for page in pages] == [200] * 12 + [429] * 8
    assert client.post(f"/u/{letter.token}", data=ONE_CLICK).status_code == 200


def test_stop_is_never_refused_but_undo_is(
    client: FlaskClient, letter: Message, subscription: Subscription
) -> None:
    at = f"/u/{letter.token}"
    undone = [client.post(at, data=data) for data in [{}, {"say": "undo"}] * 13]
    assert [page.status_code for page in undone] == [200] * 25 + [429]
    session.refresh(subscription)
    assert subscription.state == "withdrawn"
