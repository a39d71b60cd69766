"""Where staff plan an event and see who is coming."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community
from service.core.db import session
from service.events import actions
from service.events.models import Event, Registration
from tests import people
from tests.events.planning import AGOT, YES, applicant, breakfast, coming, plan, register
from tests.events.test_public import questions

pytestmark = pytest.mark.usefixtures("still")
HERE = "/admin/havnevik/events"
TYPED = {
    "kind": "breakfast",
    "title": "Nabolagshus som virker",
    "date": "2027-03-28",
    "starts": "08:00",
    "ends": "09:30",
    "place": "Kulturhuset",
    "responsible": "Ågot",
    "audience": "open",
}


@pytest.fixture
def staff(client: FlaskClient, community: Community) -> FlaskClient:
    return people.sign_in(client, community.staff[0])


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=5)


def send(staff: FlaskClient, path: str, **data: str) -> int:
    """A post with the token that its page holds."""
    page = staff.get(f"{HERE}/new").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    return staff.post(f"{HERE}{path}", data=data | {"csrf_token": token[1]}).status_code


def test_an_empty_list_says_what_to_do_first(staff: FlaskClient) -> None:
    assert "Det tar ett minutt å legge ut den første frokosten." in staff.get(f"{HERE}/").text


def test_an_event_goes_from_form_to_published(staff: FlaskClient) -> None:
    assert send(staff, "/new", **TYPED) == 303
    event = session.scalars(select(Event)).one()
    assert (event.state, event.capacity, event.doors_at) == ("draft", 40, None)
    assert (event.start.hour, event.end.hour, event.end.minute) == (6, 7, 30)  # summer time began
    assert send(staff, f"/{event.id}/publish") == 303
    session.expire_all()
    assert event.state == "published"
    assert 'value="2027-03-28"' in staff.get(f"{HERE}/{event.id}/edit").text


def test_publishing_too_early_names_what_is_missing(staff: FlaskClient) -> None:
    assert send(staff, "/new", kind="breakfast", title="Noe", audience="open") == 303
    event = session.scalars(select(Event)).one()
    assert send(staff, f"/{event.id}/publish") == 303
    assert "mangler dette: dato og begynnelse, slutt, sted" in staff.get(f"{HERE}/{event.id}").text


def test_a_mistake_in_the_plan_keeps_every_word(staff: FlaskClient) -> None:
    page = staff.get(f"{HERE}/new").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    typed = TYPED | {"ends": "07:00", "summary": "Ord jeg ikke vil miste", "csrf_token": token[1]}
    answer = staff.post(f"{HERE}/new", data=typed)
    assert answer.status_code == 422
    for kept in ("Ord jeg ikke vil miste", 'value="07:00"', 'id="ends-error"'):
        assert kept in answer.text


@pytest.mark.parametrize(
    "bad", [{"capacity": "0"}, {"capacity": "mange"}, {"date": "snart"}, {"kind": "x"}]
)
def test_bad_values_are_told_not_lost(staff: FlaskClient, bad: dict[str, str]) -> None:
    assert send(staff, "/new", **(TYPED | bad)) == 422


def test_the_numbers_add_up_and_open_their_rows(staff: FlaskClient, event: Event) -> None:
    coming(event, "a"), coming(event, "b"), register(event, "c")
    actions.cancel(register(event, "d"), YES)
    session.commit()
    page = staff.get(f"{HERE}/{event.id}").text
    cells = re.findall(r'scope="row">(.*?)</th>\s*<td[^>]*>(.*?)</td>', page, re.S)
    shown = {
        re.sub("<.*?>", "", name).strip(): int(re.sub("<.*?>", "", number))
        for name, number in cells[:8]
    }
    assert list(shown.values()) == [2, 1, 0, 0, 2, 5, 0, 1]
    seats = (
        "Bekreftet",
        "Holdt av, ikke bekreftet ennå",
        "Tilbudt noen som ventet",
        "Har kommet",
        "Ledige",
    )
    assert sum(shown[name] for name in seats) == shown["Plasser i alt"]
    held = staff.get(f"{HERE}/{event.id}?state=held").text
    assert ("C Køesen" in held, "A Køesen" in held) == (True, False)


def test_staff_confirm_cancel_and_check_in(staff: FlaskClient, event: Event) -> None:
    registration = register(event)
    person = f"/{event.id}/people/{registration.id}"
    states = []
    for act in ("confirm", "arrive", "undo", "cancel"):
        assert send(staff, f"{person}/{act}") == 303
        session.expire_all()
        states.append(registration.state)
    assert states == ["confirmed", "attended", "confirmed", "cancelled"]


def test_staff_let_somebody_in_at_the_door(staff: FlaskClient, event: Event) -> None:
    assert send(staff, f"/{event.id}/door?at=door", name="Li") == 303
    assert send(staff, f"/{event.id}/door?at=door", name=" ") == 422
    came = session.scalars(select(Registration)).one()
    assert (came.name, came.state, came.checked_in_by) == ("Li", "attended", "Ågot Prøvesen")


def test_registration_is_closed_and_opened_again(staff: FlaskClient, event: Event) -> None:
    for act, state in (("close", "registration_closed"), ("reopen", "published")):
        assert send(staff, f"/{event.id}/registration", act=act) == 303
        session.expire_all()
        assert event.state == state


def test_a_copy_takes_the_place_but_not_the_day(staff: FlaskClient, event: Event) -> None:
    page = staff.get(f"{HERE}/new?like={event.id}").text
    assert 'value="Kulturhuset Sjøgata"' in page
    assert "2026-12-02" not in page


def test_a_time_without_a_date_is_asked_about_and_kept(staff: FlaskClient) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', staff.get(f"{HERE}/new").text)
    assert token
    reply = staff.post(f"{HERE}/new", data=TYPED | {"date": "", "csrf_token": token[1]})
    assert reply.status_code == 422
    assert reply.text.count("Velg datoen, eller la klokkeslettene stå tomme.") == 2
    assert 'value="08:00"' in reply.text
    assert session.scalars(select(Event)).all() == []


def test_what_to_share_can_be_copied(staff: FlaskClient, event: Event) -> None:
    page = staff.get(f"{HERE}/{event.id}").text
    assert "&lt;paadriv-form src=" in page
    assert f"/door/{event.door_token}" in page


def test_a_reader_may_look_but_not_touch(
    client: FlaskClient, community: Community, event: Event
) -> None:
    reader = people.staff(community, "leser@havnevik.example", "Leser", "reader")
    session.commit()
    people.sign_in(client, reader)
    assert client.get(f"{HERE}/{event.id}").status_code == 200
    assert client.get(f"{HERE}/new").status_code == 403


def test_staff_of_another_community_find_nothing(staff: FlaskClient, event: Event) -> None:
    people.voorbeeldstad()
    registration = register(event)
    theirs = f"/admin/voorbeeldstad/events/{event.id}"
    assert staff.get(theirs).status_code == 404
    outsider = people.staff(people.havnevik("annet"), "ute@annet.example", "Ute")
    session.commit()
    people.sign_in(staff, outsider)
    assert staff.get(f"{HERE}/{event.id}").status_code == 404
    assert staff.get(f"/admin/annet/events/{event.id}").status_code == 404
    assert registration.state == "held"


def test_lists_ask_as_little_for_three_as_for_one(
    staff: FlaskClient, community: Community, event: Event
) -> None:
    coming(event, "a")
    actions.draft(community, plan(title="En"), AGOT)
    paths = (f"{HERE}/", f"{HERE}/{event.id}", f"{HERE}/{event.id}/door")
    for_one = [questions(staff, path) for path in paths]
    for title in ("To", "Tre"):
        breakfast(community, title=title)
        actions.draft(community, plan(title=title), AGOT)
    for handle in ("b", "c"):
        actions.register(event, applicant(handle, organisation=f"Firma {handle}"))
    session.commit()
    assert [questions(staff, path) for path in paths] == for_one
