"""One button pressed, or one form sent, many times at the same moment: it happens once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core.db import session
from service.core.trail import Cause
from service.members import actions as members
from service.members.actions import Offer
from service.outbox.models import Message
from service.signup import actions
from tests import people
from tests.people import WORDS

HANDS = 8
ASKED = Cause("form", why="/f/test")
SENT = {"name": "Ærlig Fiktås", "email": "aerlig@havnevik.example"}


def newsletter() -> str:
    actions.subscribe(people.person(people.havnevik()), WORDS)
    return button()


def membership() -> str:
    members.request(people.person(people.havnevik()), Offer(), ASKED, WORDS)
    return button()


def button() -> str:
    session.commit()
    return f"/answer/{session.query(Message).one().token}"


def form() -> str:
    """Of somebody we know already: a stranger's second sending waits for the first as it is."""
    person = people.person(people.havnevik())
    token = actions.publish(person.community, "signup").token
    session.commit()
    return f"/f/{token}"


def together(app: Flask, path: str, data: dict[str, str]) -> Counter[int]:
    session.remove()
    start = Barrier(HANDS)

    def press(_number: int) -> int:
        start.wait(timeout=30)
        return FlaskClient(app, app.response_class).post(path, data=data).status_code

    with ThreadPoolExecutor(HANDS) as hands:
        return Counter(hands.map(press, range(HANDS)))


@pytest.mark.parametrize(
    ("prepared", "data", "letters"),
    [
        (
            newsletter,
            {"say": "yes"},
            {"contacts.confirm_subscription": 1, "contacts.subscribed": 1},
        ),
        (
            membership,
            {"say": "yes"},
            {"members.confirm_membership": 1, "members.welcome": 1, "members.new_member": 1},
        ),
        (form, SENT, {"contacts.confirm_subscription": 1}),
    ],
)
def test_many_presses_at_once_are_one(
    both: Flask, prepared: Callable[[], str], data: dict[str, str], letters: dict[str, int]
) -> None:
    assert together(both, prepared(), data) == {200: HANDS}
    assert Counter(message.letter for message in session.query(Message)) == letters
