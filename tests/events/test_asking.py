"""What an event asks besides: roles, the manager's own questions, food and access."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from forms.questions import KINDS
from service.communities.models import Community
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries
from service.events.due import due
from service.events.models import Answer, Event, Needs, Question, Registration
from service.events.rules import Asking
from tests import people
from tests.events.planning import AGOT, YES, applicant, breakfast
from tests.events.test_admin import TYPED, send
from tests.events.test_public import GRO, form_of, questions

pytestmark = pytest.mark.usefixtures("still")
ALLERGY = {"needs": ["no_nuts", "vegan"], "needs_words": "Uten sesam", "needs_consent": "y"}
OPTIONS = "Lys i parken\nEt varmere torg"


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=9)


@pytest.fixture
def staff(client: FlaskClient, community: Community) -> FlaskClient:
    return people.sign_in(client, community.staff[0])


def ask(event: Event, kind: str, words: str = "Hva vil du?", **more: object) -> Question:
    options = OPTIONS if kind in ("choice", "many") else ""
    asked = actions.ask(event, Asking(kind, words, options, **more), AGOT)  # type: ignore[arg-type]  # two booleans
    session.commit()
    return asked


def answers() -> list[str]:
    return list(session.scalars(select(Answer.words).order_by(Answer.id)))


def seat() -> Registration:
    return session.scalars(select(Registration).order_by(Registration.id.desc())).first()  # type: ignore[return-value]  # each test has one


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [
        ([], []),
        (["case_owner"], ["case_owner"]),
        (["case_owner", "expert_by_experience"], ["case_owner\nexpert_by_experience"]),
    ],
    ids=["none", "one", "both"],
)
def test_no_role_one_or_both(
    event: Event, staff: FlaskClient, ticked: list[str], kept: list[str]
) -> None:
    """A11."""
    question = ask(event, "roles")
    page = staff.post(form_of(event), data=GRO | {f"q{question.id}": ticked})
    assert (page.status_code, answers()) == (200, kept)
    path = f"/admin/havnevik/events/{event.id}?q="
    assert ("Gro Køesen" in staff.get(f"{path}egen+sak").text) == ("case_owner" in ticked)
    assert ("Gro Køesen" in staff.get(f"{path}erfaring").text) == (len(ticked) == 2)


VALUES = {
    "text": ("Litt av alt", "Litt av alt"),
    "choice": ("Lys i parken", "Lys i parken"),
    "many": (["Lys i parken", "Et varmere torg"], OPTIONS),
    "number": ("12", "12"),
    "date": ("2027-01-20", "2027-01-20"),
    "consent": ("y", "yes"),
    "roles": (["case_owner"], "case_owner"),
}
WRONG = {"number": "tolv", "date": "i morgen", "choice": "Noe annet", "many": ["Noe annet"]}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_is_kept_as_answered(
    event: Event, client: FlaskClient, kind: str
) -> None:
    question = ask(event, kind)
    typed, kept = VALUES[kind]
    assert client.post(form_of(event), data=GRO | {f"q{question.id}": typed}).status_code == 200
    assert answers() == [kept]


@pytest.mark.parametrize("kind", KINDS)
def test_what_must_be_answered_is_asked_for_and_nothing_typed_is_lost(
    event: Event, client: FlaskClient, kind: str
) -> None:
    ask(event, kind, required=True)
    page = client.post(form_of(event), data=GRO)
    assert page.status_code == 422
    assert "Svar på dette." in page.text
    assert "Gro Køesen" in page.text


@pytest.mark.parametrize("kind", WRONG)
def test_an_answer_of_another_kind_is_refused(event: Event, client: FlaskClient, kind: str) -> None:
    question = ask(event, kind)
    page = client.post(form_of(event), data=GRO | {f"q{question.id}": WRONG[kind]})
    assert (page.status_code, answers()) == (422, [])


def test_an_answer_is_remembered_from_event_to_event(
    community: Community, event: Event, client: FlaskClient
) -> None:
    again = breakfast(community, title="Neste frokost")
    words = "Hva kan du bidra med?"
    first, second = (ask(each, "text", words, remember=True) for each in (event, again))
    assert "fortalt oss det før" in client.get(form_of(again)).text
    client.post(form_of(event), data=GRO | {f"q{first.id}": "Lys og trygghet"})
    client.post(form_of(again), data=GRO)
    assert answers() == ["Lys og trygghet", "Lys og trygghet"]
    client.post(form_of(again), data={"name": "Ola", "email": "ola@post.example"})
    assert len(answers()) == 2  # nobody else's
    assert second.id != first.id


def test_nobody_changes_the_answers_of_who_has_a_seat(event: Event) -> None:
    question = ask(event, "text")
    mine = actions.register(event, applicant(answers={question.id: "Mitt"})).registration
    actions.confirm(mine, YES)
    actions.register(event, applicant(answers={question.id: "Andres"}))
    assert answers() == ["Mitt"]


def test_a_choice_needs_two_and_twelve_questions_are_enough(event: Event) -> None:
    with pytest.raises(Refusal) as few:
        actions.ask(event, Asking("choice", "Hva?", "Bare ett"), AGOT)
    assert few.value.field == "options"
    for number in range(12):
        ask(event, "text", f"Spørsmål {number}")
    with pytest.raises(Refusal, match="questions"):
        ask(event, "text")


def test_staff_add_a_question_and_take_it_away(staff: FlaskClient, event: Event) -> None:
    here = f"/{event.id}/questions"
    assert send(staff, here, kind="choice", words="Hvilket bord?", options=OPTIONS) == 303
    assert send(staff, here, kind="choice", words="Tomt") == 422
    question = queries.questions(event)[0]
    assert "Hvilket bord?" in staff.get(f"/admin/havnevik/events{here}").text
    actions.register(event, applicant(answers={question.id: "Lys i parken"}))
    session.commit()
    assert "Lys i parken" in staff.get(f"/admin/havnevik/events/{event.id}").text
    assert send(staff, f"{here}/{question.id}/remove") == 303
    assert (queries.questions(event), answers()) == ([], [])


def test_the_next_one_asks_what_the_last_one_asked(staff: FlaskClient, event: Event) -> None:
    ask(event, "many", remember=True)
    actions.ask_needs(event, False, AGOT)
    session.commit()
    data = TYPED | {"title": "Neste"}
    assert send(staff, f"/new?like={event.id}", **data) == 303
    new = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert new is not None
    assert (new.asks_needs, [each.options for each in queries.questions(new)]) == (False, [OPTIONS])


def test_needs_are_sealed_counted_and_gone_after_three_days(
    event: Event, staff: FlaskClient, still: time_machine.Traveller
) -> None:
    """A10."""
    assert staff.post(form_of(event), data=GRO | ALLERGY).status_code == 200
    kept = session.scalars(select(Needs)).one()
    assert not re.search("nuts|sesam", kept.sealed)
    assert "slettes tre dager etter" in kept.wording
    here = f"/admin/havnevik/events/{event.id}/needs"
    assert "Gro Køesen" in staff.get(here).text
    counts = staff.get(f"{here}.csv").text
    assert counts.splitlines()[1:] == ["Vegan,1", "Uten nøtter,1", "Noe annet: spør vertene,1"]
    assert "Gro" not in counts
    assert "sesam" not in staff.get(f"/admin/havnevik/events/{event.id}").text
    still.move_to(event.end + timedelta(days=3, minutes=-1))
    due(event.end)
    assert len(session.scalars(select(Needs)).all()) == 1
    still.move_to(event.end + timedelta(days=3))
    people.sign_in(staff, event.community.staff[0])
    assert "Gro Køesen" not in staff.get(here).text  # even before the clock has been by
    due(event.end)
    assert session.scalars(select(Needs)).all() == []
    assert seat().name == "Gro Køesen"


def test_needs_without_the_tick_are_asked_about_and_not_kept(
    event: Event, client: FlaskClient
) -> None:
    page = client.post(form_of(event), data=GRO | ALLERGY | {"needs_consent": ""})
    assert page.status_code == 422
    assert "Kryss av for at vertene kan se det du trenger" in page.text
    assert "Uten sesam" in page.text
    assert session.scalars(select(Needs)).all() == []


def test_who_does_not_come_needs_nothing(event: Event, client: FlaskClient) -> None:
    client.post(form_of(event), data=GRO | ALLERGY)
    actions.cancel(seat(), YES)
    assert session.scalars(select(Needs)).all() == []


def test_an_event_that_stops_asking_forgets_what_was_told(
    event: Event, client: FlaskClient
) -> None:
    client.post(form_of(event), data=GRO | ALLERGY)
    actions.ask_needs(event, False, AGOT)
    assert session.scalars(select(Needs)).all() == []
    assert "needs" not in client.get(form_of(event)).text


def test_only_who_arranges_sees_needs(event: Event, client: FlaskClient) -> None:
    reader = people.staff(event.community, "les@havnevik.example", "Lise", role="reader")
    session.commit()
    people.sign_in(client, reader)
    for page in ("needs", "needs.csv", "questions"):
        assert client.get(f"/admin/havnevik/events/{event.id}/{page}").status_code == 403


def test_more_people_cost_no_more_questions_to_the_database(
    event: Event, staff: FlaskClient
) -> None:
    question = ask(event, "text")
    here = f"/admin/havnevik/events/{event.id}"

    def seats(number: int) -> int:
        for each in range(number):
            who = applicant(f"p{number}{each}", answers={question.id: "Ja"})
            actions.register(event, who)
        session.commit()
        return questions(staff, here)

    assert seats(2) == seats(5)
