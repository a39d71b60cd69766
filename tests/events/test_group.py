"""Several people signed up at once, events in a partner's page, names on paper."""

import pytest
from flask.testing import FlaskClient

from service.communities.models import Community
from service.core.db import session
from service.events import queries
from service.events.models import Event
from tests import people
from tests.events.planning import breakfast, coming, letters

pytestmark = pytest.mark.usefixtures("still")
TWO = "Åse Ås, ase@havnevik.example\nBo Bru <bo@havnevik.example>"
ASKED = {"name": "Kari Kommune", "organisation": "Havnevik kommune", "people": TWO}


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=1)


def here(event: Event) -> str:
    return f"/havnevik/events/{event.slug}/group"


def test_each_of_a_group_is_asked_and_the_last_one_waits(event: Event, client: FlaskClient) -> None:
    assert "Meld på flere" in client.get(f"/havnevik/events/{event.slug}").text
    assert client.get(here(event)).status_code == 200
    page = client.post(here(event), data=ASKED)
    assert "Åse Ås: en plass er holdt av" in page.text
    assert "Bo Bru: på ventelisten" in page.text
    rows = queries.rows(event)
    assert [(row.name, row.state) for row in rows] == [("Bo Bru", "waitlisted"), ("Åse Ås", "held")]
    assert {row.who.organisation.name for row in rows if row.who.organisation} == {
        "Havnevik kommune"
    }
    assert letters() == ["confirm_place", "waiting"]
    assert "Set-Cookie" not in page.headers


BAD = [
    {"people": ""},
    {"people": "Åse uten adresse"},
    {"people": "\n".join(f"p{number}@havnevik.example" for number in range(11))},
    {"people": f"{TWO}\nFeil, feil@"},
    {"people": "Se www.lenke.example ase@havnevik.example"},
    {"name": ""},
    {"name": "Se www.lenke.example"},
]


@pytest.mark.parametrize("wrong", BAD, ids=range(len(BAD)))
def test_a_group_is_signed_up_whole_or_not_at_all(
    event: Event, client: FlaskClient, wrong: dict[str, str]
) -> None:
    page = client.post(here(event), data=ASKED | wrong)
    assert page.status_code == 422
    assert (queries.rows(event), letters()) == ([], [])
    assert "Havnevik kommune" in page.text  # nothing typed is lost


def test_five_groups_an_hour_are_enough(event: Event, client: FlaskClient) -> None:
    codes = [client.post(here(event), data=ASKED).status_code for _ in range(6)]
    assert codes == [200] * 5 + [422]


def test_the_list_stands_in_a_partners_page(event: Event, client: FlaskClient) -> None:
    page = client.get("/embed/havnevik/events")
    assert event.title in page.text
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers
    staff = people.sign_in(client, event.community.staff[0])
    assert "/embed/havnevik/events" in staff.get("/admin/havnevik/events/").text
    assert client.get("/embed/nowhere/events").status_code == 404


def test_names_and_badges_are_printed(event: Event, client: FlaskClient) -> None:
    coming(event, "anne")
    session.commit()
    staff = people.sign_in(client, event.community.staff[0])
    page = staff.get(f"/admin/havnevik/events/{event.id}/print").text
    assert page.count("Anne Køesen") == 2
