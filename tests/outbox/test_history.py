"""What a person's own page tells of the letters to many that they had or did not have."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.outbox import privacy
from service.outbox.models import Delivery, Mailing, Print
from service.outbox.rules import State
from tests import people
from tests.visits import counted

Had = Callable[..., Delivery]


@pytest.fixture
def person(community: Community) -> Person:
    return people.subscriber(community).person


@pytest.fixture
def had(person: Person) -> Had:
    """had(State.SENT, reply="250 Ok") is one more letter that stands so for this person."""

    def one(state: State, **more: object) -> Delivery:
        number = session.query(Mailing).count() + 1
        mailing = Mailing(
            community_id=person.community_id,
            about_feature="campaigns",
            about_id=number,
            letter="campaigns.newsletter",
            list="newsletter",
            key=f"key{number}",
        )
        sheet = Print(
            community_id=person.community_id,
            subject=f"Brev {number}",
            preheader="",
            html="",
            text="",
            digest="",
        )
        session.add_all([mailing, sheet])
        session.flush()
        settled = state in (State.SENT, State.FAILED, State.SKIPPED)
        delivery = Delivery(
            mailing_id=mailing.id,
            seq=1,
            person_id=person.id,
            print_id=sheet.id,
            state=state,
            done_at=clock.now() if settled else None,
            **more,
        )
        session.add(delivery)
        session.commit()
        return delivery

    return one


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (State.WAITING, "Brev på vei: Brev 1"),
        (State.SENT, "Brev sendt: Brev 1"),
        (State.DEFERRED, "Brev som prøves igjen: Brev 1"),
        (State.FAILED, "Brev ikke levert: Brev 1"),
        (State.SKIPPED, "Brev holdt tilbake: Brev 1"),
        (State.UNCERTAIN, "Brev sendt, men ikke bekreftet: Brev 1"),
    ],
)
def test_each_standing_is_told(person: Person, had: Had, state: State, text: str) -> None:
    had(state)
    assert [line.text for line in privacy.history(person)] == [text]


def test_the_servers_own_words_stand_below(person: Person, had: Had) -> None:
    delivery = had(State.SENT, reply="250 2.0.0 Ok: queued as 4F", attempts=1)
    [line] = privacy.history(person)
    assert (line.at, line.detail) == (delivery.done_at, "250 2.0.0 Ok: queued as 4F")


def test_what_is_tried_again_says_how_often_it_was_and_when_it_will_be(
    person: Person, had: Had
) -> None:
    again = clock.now().replace(2026, 11, 25, 13, 5, 0, 0)
    had(State.DEFERRED, reply="451 4.7.1 Greylisted", attempts=3, next_at=again)
    [line] = privacy.history(person)
    assert line.detail == (
        "451 4.7.1 Greylisted · prøvd 3 ganger · prøves igjen onsdag 25. november 2026 kl. 14.05"
    )


def test_the_page_of_the_person_shows_it(
    community: Community, client: FlaskClient, person: Person, had: Had
) -> None:
    had(State.UNCERTAIN, reply="it hung up", attempts=2, next_at=clock.now() + timedelta(minutes=1))
    people.sign_in(client, community.staff[0])
    page = client.get(f"/admin/havnevik/people/{person.id}").text
    for words in ("Brev sendt, men ikke bekreftet: Brev 1", "it hung up · prøvd 2 ganger"):
        assert words in page


def test_many_letters_take_no_more_questions_than_one(
    community: Community, client: FlaskClient, person: Person, had: Had
) -> None:
    had(State.SENT)
    people.sign_in(client, community.staff[0])
    path = f"/admin/havnevik/people/{person.id}"
    client.get(path)
    with counted() as few:
        client.get(path)
    session.remove()
    session.add(person)
    for state in (State.SENT, State.DEFERRED, State.FAILED):
        had(state, next_at=clock.now() if state is State.DEFERRED else None)
    with counted() as many:
        client.get(path)
    assert len(many) == len(few)
