"""The people pages: found, counted, put right, and every happening with its proof."""

import re

import pytest
from flask.testing import FlaskClient

from service.communities import queries as communities
from service.communities.models import Community
from service.contacts import actions, queries
from service.contacts.models import Consent, Person
from service.core.db import session
from service.core.trail import Cause
from tests import people
from tests.visits import counted, send

HERE = "/admin/havnevik/people"
ROW = re.compile(r'href="/admin/havnevik/people/(\d+)"')


@pytest.fixture
def staff(community: Community, client: FlaskClient) -> FlaskClient:
    return people.sign_in(client, community.staff[0])


def found(client: FlaskClient, query: str) -> list[str]:
    numbers = ROW.findall(client.get(f"{HERE}?{query}").text)
    return [session.get_one(Person, int(number)).name for number in numbers]


def crowd(community: Community) -> None:
    people.subscriber(community)
    bo = people.person(community, "bo@fjord.example", "Bo Fjord")
    actions.works_at(bo, "Havnevik Byggelag")
    people.person(community, "aase@fjord.example", "Åse 100% Strand")
    session.commit()


def test_people_are_found_by_name_address_and_organisation(
    staff: FlaskClient, community: Community
) -> None:
    crowd(community)
    assert sorted(found(staff, "")) == ["Bo Fjord", "Åse 100% Strand", "Ærlig Fiktås"]
    assert found(staff, "q=fjord.example") == ["Bo Fjord", "Åse 100% Strand"]
    assert found(staff, "q=byggelag") == ["Bo Fjord"]
    assert found(staff, "q=ærlig") == ["Ærlig Fiktås"]
    assert found(staff, "q=åse strand") == ["Åse 100% Strand"]
    assert found(staff, "q=100%25") == ["Åse 100% Strand"]
    assert found(staff, "q=nobody") == []


def test_people_are_filtered_by_their_newsletter(staff: FlaskClient, community: Community) -> None:
    crowd(community)
    assert found(staff, "state=active") == ["Ærlig Fiktås"]
    assert found(staff, "state=none") == ["Bo Fjord", "Åse 100% Strand"]
    assert found(staff, "state=withdrawn") == []
    assert len(found(staff, "state=nonsense")) == 3


def test_a_list_longer_than_a_page_is_turned(staff: FlaskClient, community: Community) -> None:
    for number in range(51):
        people.person(community, f"p{number}@many.example", f"Person {number:02}")
    session.commit()
    assert len(found(staff, "")) == 50
    assert found(staff, "page=2") == ["Person 50"]
    assert found(staff, "page=0") == found(staff, "page=x") == found(staff, "")


def test_an_empty_list_says_how_people_come(staff: FlaskClient) -> None:
    page = staff.get(HERE)
    assert page.status_code == 200
    assert 'href="/havnevik/"' in page.text


def test_no_more_questions_to_the_database_for_three_than_for_one(
    staff: FlaskClient, community: Community
) -> None:
    number = people.subscriber(community).person_id
    with counted() as first:
        staff.get(HERE)
        staff.get(f"{HERE}/{number}")
    crowd(communities.by_slug("havnevik") or community)
    one = session.get_one(Person, number)
    actions.withdraw(one, Cause("reply"), "<m1@x.example>")
    actions.renew(one, Cause("reply"), "<m2@x.example>")
    session.commit()
    with counted() as then:
        staff.get(HERE)
        staff.get(f"{HERE}/{number}")
    assert len(then) == len(first)


def test_a_person_page_shows_the_exact_words_agreed_to(
    staff: FlaskClient, community: Community
) -> None:
    person = people.subscriber(community).person
    page = staff.get(f"{HERE}/{person.id}").text
    for shown in ("Ja, send meg nyhetsbrevet.", "newsletter-1", "/f/test", person.email):
        assert shown in page


def test_a_stop_by_staff_can_be_undone_by_staff(staff: FlaskClient, community: Community) -> None:
    person = people.subscriber(community).person
    here = f"{HERE}/{person.id}"
    assert send(staff, f"{here}/stop", here).status_code == 303
    assert state(person) == "withdrawn"
    assert send(staff, f"{here}/renew", here).status_code == 303
    assert state(person) == "active"
    acts = [(consent.act, consent.evidence) for consent in queries.consents(person)]
    assert acts[:2] == [
        ("renewed", "staff undid: Ågot Prøvesen"),
        ("withdrawn", "staff: Ågot Prøvesen"),
    ]


def test_a_stop_by_the_person_is_not_staffs_to_undo(
    staff: FlaskClient, community: Community
) -> None:
    person = people.subscriber(community).person
    actions.withdraw(person, Cause("reply"), "<stopp@x.example>")
    session.commit()
    here = f"{HERE}/{person.id}"
    assert f"{here}/renew" not in staff.get(here).text
    assert send(staff, f"{here}/renew", here).status_code == 403
    assert state(person) == "withdrawn"


def state(person: Person) -> str:
    subscription = queries.subscription(person)
    assert subscription is not None
    return subscription.state


def test_what_is_wrong_is_put_right(staff: FlaskClient, community: Community) -> None:
    person = people.person(community)
    session.commit()
    new = {
        "name": "Ærlig  Nyås",
        "language": "nn",
        "organisation": "Havnevik skole",
        "sector": "public",
    }
    assert send(staff, f"{HERE}/{person.id}/edit", **new).status_code == 303
    assert (person.name, person.language) == ("Ærlig Nyås", "nn")
    assert person.organisation is not None
    assert (person.organisation.name, person.organisation.sector) == ("Havnevik skole", "public")
    emptied = new | {"organisation": "", "sector": ""}
    assert send(staff, f"{HERE}/{person.id}/edit", **emptied).status_code == 303
    assert person.organisation is None


def test_a_faulty_card_comes_back_as_written(staff: FlaskClient, community: Community) -> None:
    person = people.person(community)
    session.commit()
    page = send(staff, f"{HERE}/{person.id}/edit", name="", language="nb", organisation="Laget")
    assert page.status_code == 422
    assert 'value="Laget"' in page.text
    assert person.name == "Ærlig Fiktås"


def test_a_person_of_another_community_is_not_here(
    staff: FlaskClient, community: Community
) -> None:
    other = people.person(people.voorbeeldstad())
    session.commit()
    assert staff.get(f"{HERE}/{other.id}").status_code == 404
    assert found(staff, "") == []


def test_hostile_names_are_shown_as_they_are(staff: FlaskClient, community: Community) -> None:
    person = people.person(community, name="<script>alert(1)</script>")
    session.commit()
    for page in (HERE, f"{HERE}/{person.id}"):
        assert "<script>alert" not in staff.get(page).text
    assert session.query(Consent).count() == 0
