"""Letters that came to nothing this week, to one person or to many, on one page."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.desk import queries
from service.outbox.models import Delivery, Mailing, Message
from service.outbox.rules import State
from tests import people
from tests.visits import counted

PAGE = "/admin/havnevik/undelivered"


@pytest.fixture
def staff(community: Community, client: FlaskClient) -> FlaskClient:
    return people.sign_in(client, community.staff[0])


def mailing(community: Community, number: int, days_ago: int = 0) -> Mailing:
    """A letter to many that reached nobody of this many readers."""
    at = clock.now() - timedelta(days=days_ago)
    sent = Mailing(
        community_id=community.id,
        about_feature="campaigns",
        about_id=session.query(Mailing).count() + 1,
        letter="campaigns.newsletter",
        list="newsletter",
        key="key",
        state="done",
        dated_at=at,
        touched_at=at,
    )
    session.add(sent)
    session.flush()
    for seq in range(1, number + 1):
        who = people.person(community, f"r{seq}@{community.slug}.example", f"Leser{seq}")
        row = Delivery(mailing_id=sent.id, seq=seq, person_id=who.id, print_id=1, done_at=at)
        row.state, row.reason, row.reply = State.FAILED, "refused", f"550 5.1.1 nobody {seq}"
        session.add(row)
    session.commit()
    return sent


def single(community: Community, **more: object) -> Message:
    message = Message(
        community_id=community.id,
        person=people.person(community),
        stream="service",
        letter="contacts.subscribed",
        fields={},
        language="nb",
        about_feature="contacts",
        about_id=1,
        state="failed",
        response="552 5.2.2 full",
        **more,
    )
    session.add(message)
    session.commit()
    return message


def words(community: Community) -> list[str]:
    return [one.words for one in queries.failed(community)]


def test_letters_to_one_and_to_many_stand_together_the_newest_first(community: Community) -> None:
    mailing(community, 2, days_ago=1)
    single(community)
    assert words(community)[0] == "552 5.2.2 full"
    assert sorted(words(community)[1:]) == ["550 5.1.1 nobody 1", "550 5.1.1 nobody 2"]


def test_what_is_older_than_a_week_or_somebody_elses_is_not_there(community: Community) -> None:
    mailing(community, 1, days_ago=8)
    mailing(people.voorbeeldstad(), 1)
    single(community, created_at=clock.now() - timedelta(days=8))
    assert words(community) == []


def test_a_copy_that_came_back_counts_once(community: Community) -> None:
    sent = mailing(community, 1)
    single(community, mailing_id=sent.id, seq=1)
    assert words(community) == ["550 5.1.1 nobody 1"]


def test_only_those_that_failed_are_there(community: Community) -> None:
    sent = mailing(community, len(State))
    rows = session.query(Delivery).filter_by(mailing_id=sent.id).order_by(Delivery.seq)
    for row, state in zip(rows, State, strict=True):
        row.state = state
    session.commit()
    assert words(community) == [f"550 5.1.1 nobody {list(State).index(State.FAILED) + 1}"]


def test_the_page_says_what_the_words_mean_and_asks_as_much_for_many_as_for_few(
    staff: FlaskClient, community: Community
) -> None:
    mailing(community, 1)
    staff.get(PAGE)
    with counted() as few:
        page = staff.get(PAGE).text
    assert "550 5.1.1 nobody 1" in page
    assert "Ingen har denne adressen lenger. Be personen om en annen" in page
    session.remove()
    session.add(community)
    mailing(community, 5)
    single(community)
    with counted() as many:
        staff.get(PAGE)
    assert len(many) == len(few)


def test_of_very_many_the_latest_two_hundred_are_shown(
    staff: FlaskClient, community: Community
) -> None:
    mailing(community, 205)
    single(community)
    found = queries.failed(community)
    assert len(found) == queries.MOST == 200
    assert "200 brev" in staff.get(PAGE).text
