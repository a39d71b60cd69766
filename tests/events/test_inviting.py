"""Announced early, told of the date, invited: each person once, and every answer comes back."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts.models import Person, Subscription
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries, rules
from service.events.due import due
from service.events.models import Event, Registration
from service.events.replies import question
from service.events.rules import Invite, Named
from service.inbox.actions.settle import respond
from service.inbox.rules import Answer, Outcome
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, OSLO, YES, letters, plan, register
from tests.events.test_admin import send

pytestmark = pytest.mark.usefixtures("still")
OWN = Invite("Pådriv Havnevik", "vår egen liste", "agreed")
THREE = ("Pådriv Havnevik", "Havnevik kommune", "Høgskolen")
GROUP = {"name": "Kari", "people": "a@x.example"}
NO_DATE = {"starts_at": None, "ends_at": None, "doors_at": None, "season": "våren 2027"}
SPRING = {"starts_at": datetime(2027, 4, 14, 17, 0, tzinfo=OSLO), "ends_at": None, "doors_at": None}


@pytest.fixture
def tentative(community: Community) -> Event:
    event = actions.announce_early(actions.draft(community, plan(**NO_DATE), AGOT), AGOT)
    session.commit()
    return event


@pytest.fixture
def event(community: Community) -> Event:
    event = actions.announce(community, plan(capacity=2), AGOT)
    session.commit()
    return event


def guests(*handles: str) -> list[Named]:
    return [Named(f"{each.title()} Køesen", f"{each}@havnevik.example") for each in handles]


def told(event: Event, *handles: str, why: Invite = OWN) -> list[Registration]:
    actions.invite(event, guests(*handles), why, AGOT)
    session.commit()
    return [row for row in queries.rows(event) if row.who.email.split("@")[0] in handles]


def says(word: str, how: str = "reply") -> Outcome | None:
    """The newest letter is answered."""
    message = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert message is not None
    return respond(message, Answer(word, how, "<1@x>"))  # type: ignore[arg-type]  # the table below holds only such words


def calendar() -> Calendar:
    files = session.scalars(select(Message.calendar).order_by(Message.id.desc())).first()
    assert files is not None
    return Calendar.from_ical(files)


def test_a_season_becomes_a_date_and_each_who_was_told_hears_so_once(tentative: Event) -> None:
    """A17."""
    assert tentative.state == "tentative"
    told(tentative, "anne", "bo")
    first = session.scalars(select(Message).order_by(Message.id)).all()
    assert [(each.letter, each.calendar) for each in first] == [("events.save_the_date", None)] * 2
    assert first[0].fields["when"] == "våren 2027"
    actions.edit(tentative, plan(**SPRING), AGOT)
    assert (tentative.state, tentative.season) == ("scheduled", "")
    assert letters() == ["save_the_date"] * 2 + ["date_set"] * 2
    entry = calendar().walk("VEVENT")[0]
    assert entry["DTSTART"].dt == SPRING["starts_at"]
    assert entry["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    actions.edit(tentative, plan(**SPRING, summary="Nye ord"), AGOT)
    assert len(letters()) == 4  # nothing they need to know has changed
    actions.edit(tentative, plan(**(SPRING | {"place": "Rådhuset"})), AGOT)
    assert letters()[4:] == ["date_set"] * 2
    assert calendar().walk("VEVENT")[0]["SEQUENCE"] == 1


def test_three_lists_that_overlap_give_one_letter_and_one_line_each(event: Event) -> None:
    """A20."""
    for name in THREE:
        why = Invite(name, f"listen til {name}", "interest")
        told(event, "anne", "bo", why=why)
    told(event, "cato", "anne", why=Invite("Høgskolen", "de ansatte", "interest"))
    assert letters() == ["invitation"] * 3
    rows = queries.rows(event)
    assert [row.source for row in rows] == ["listen til Pådriv Havnevik"] * 2 + ["de ansatte"]
    assert rows[0].who.source == "Pådriv Havnevik: listen til Pådriv Havnevik"  # GDPR 14


def test_spelling_an_address_in_another_way_makes_no_second_person(event: Event) -> None:
    named = [Named("Anne", "Anne@Havnevik.example"), *guests("anne")]
    assert actions.invite(event, named, OWN, AGOT) == 1
    assert session.scalar(select(func.count()).select_from(Person)) == 1


ANSWERS = {"yes": ("confirmed", "you_are_in", "REQUEST"), "no": ("declined", "declined", "CANCEL")}


@pytest.mark.parametrize("how", ["reply", "link"])
@pytest.mark.parametrize("word", ANSWERS)
def test_an_invitation_is_answered_from_where_one_reads_it(
    event: Event, word: str, how: str
) -> None:
    state, letter, method = ANSWERS[word]
    row = told(event, "anne")[0]
    outcome = says(word, how)
    assert outcome is not None
    assert (row.state, letters()) == (state, ["invitation", letter])
    assert queries.taken(event) == int(word == "yes")
    assert calendar()["METHOD"] == method


def test_who_said_no_may_still_come(event: Event) -> None:
    row = told(event, "anne")[0]
    says("no")
    says("yes")
    assert row.state == "confirmed"


def test_invitations_take_no_seat_and_the_last_seat_goes_to_the_first_yes(event: Event) -> None:
    rows = told(event, "anne", "bo", "cato")
    assert queries.free(event) == 2
    for row in rows:
        actions.accept(row, YES)
    assert [row.state for row in rows] == ["confirmed", "confirmed", "waitlisted"]


def test_an_invited_stranger_comes_to_what_is_for_padrivere_first(community: Community) -> None:
    event = actions.announce(community, plan(audience="community"), AGOT)
    row = told(event, "anne")[0]
    actions.cancel(row, YES)
    assert actions.accept(row, YES) == "in"


def test_the_form_knows_who_was_invited(event: Event) -> None:
    told(event, "anne")
    row = register(event, "anne")
    assert row.state == "held"
    assert len(queries.rows(event)) == 1


def test_a_yes_before_one_can_sign_up_is_noted_and_the_invitation_comes(tentative: Event) -> None:
    row = told(tentative, "anne")[0]
    outcome = says("yes")
    assert outcome is not None
    assert "så snart du kan melde deg på" in str(outcome.sentence)
    assert (row.state, letters()) == ("saved", ["save_the_date"])
    actions.edit(tentative, plan(**SPRING), AGOT)
    actions.publish(tentative, AGOT)
    told(tentative, "anne")
    assert (row.state, letters()[-1]) == ("invited", "invitation")
    told(tentative, "anne")
    assert letters().count("invitation") == 1


def test_nobody_is_invited_to_what_nobody_may_know_of(community: Community) -> None:
    draft = actions.draft(community, plan(), AGOT)
    with pytest.raises(Refusal):
        actions.invite(draft, guests("anne"), OWN, AGOT)
    bare = actions.draft(community, plan(title="Uten tid", **(NO_DATE | {"season": ""})), AGOT)
    with pytest.raises(Refusal) as refused:
        actions.announce_early(bare, AGOT)
    assert "en dato, eller en årstid som våren 2027" in str(refused.value.sentence)


def test_stop_means_no_more_invitations(community: Community, event: Event) -> None:
    told(event, "anne")
    outcome = says("stop")
    assert outcome is not None
    assert "ikke flere invitasjoner" in str(outcome.sentence)
    other = actions.announce(community, plan(title="Neste"), AGOT)
    assert told(other, "anne") == []
    found = actions.whom(other, "pasted", "Anne <anne@havnevik.example>")
    assert [each.email for each in found.unwilling] == ["anne@havnevik.example"]
    assert actions.nudge(event, AGOT) == 0


def test_a_list_is_sorted_before_anything_is_sent(event: Event, community: Community) -> None:
    told(event, "anne")
    bounced = people.person(community, "bo@havnevik.example", "Bo Køesen")
    contacts.bounced(bounced, "hard_bounced", AGOT)
    text = "Anne <anne@havnevik.example>\nbo@havnevik.example\ncato@havnevik.example\nCato"
    found = actions.whom(event, "pasted", text)
    counts = [len(part) for part in found]
    assert counts == [1, 1, 0, 1, 1]


def test_members_and_readers_are_lists_too(event: Event, community: Community) -> None:
    reader = people.subscriber(community).person
    assert [each.email for each in actions.whom(event, "readers", "").new] == [reader.email]
    assert actions.whom(event, "members", "").new == []


def test_who_has_not_answered_is_asked_once_more_and_never_a_third_time(event: Event) -> None:
    told(event, "anne", "bo")
    says("no")
    assert actions.nudge(event, AGOT) == 1
    assert actions.nudge(event, AGOT) == 0
    assert letters() == ["invitation", "invitation", "declined", "invitation"]


def test_all_who_know_of_it_hear_that_it_is_called_off(tentative: Event, event: Event) -> None:
    told(tentative, "anne")
    told(event, "bo")
    assert (actions.call_off(tentative, "", AGOT), actions.call_off(event, "", AGOT)) == (1, 1)
    assert letters()[-2:] == ["called_off", "called_off"]
    files = session.scalars(select(Message.calendar).order_by(Message.id.desc()).limit(2)).all()
    assert [bool(each) for each in files] == [True, False]  # only who had an entry


def test_whoever_never_answered_is_forgotten(event: Event, still: time_machine.Traveller) -> None:
    told(event, "anne", "bo")
    says("yes")
    still.move_to(event.end + timedelta(days=89))
    due(event.end + timedelta(days=89))
    assert len(queries.rows(event)) == 2
    still.move_to(event.end + rules.GUESTS_KEPT)
    due(event.end + rules.GUESTS_KEPT)
    assert [person.email for person in session.scalars(select(Person))] == ["bo@havnevik.example"]
    assert sorted(row.state for row in queries.rows(event)) == ["confirmed", "invited"]
    due(event.end + rules.GUESTS_KEPT)


def test_who_wants_no_invitations_is_remembered_for_that(
    event: Event, still: time_machine.Traveller
) -> None:
    told(event, "anne")
    says("stop")
    still.move_to(event.end + rules.GUESTS_KEPT)
    due(event.end + rules.GUESTS_KEPT)
    assert [person.email for person in session.scalars(select(Person))] == ["anne@havnevik.example"]


def test_a_date_that_was_told_does_not_become_none(tentative: Event) -> None:
    actions.edit(tentative, plan(**SPRING), AGOT)
    with pytest.raises(Refusal, match="gaps"):
        actions.edit(tentative, plan(**NO_DATE), AGOT)


def test_before_it_is_published_there_is_no_door(
    tentative: Event, client: FlaskClient, community: Community
) -> None:
    staff = people.sign_in(client, community.staff[0])
    paths = (
        f"/door/{tentative.door_token}",
        f"/admin/havnevik/events/{tentative.id}/door",
        f"/admin/havnevik/events/{tentative.id}/print",
        f"/admin/havnevik/events/{tentative.id}/report",
    )
    assert [staff.get(path).status_code for path in paths] == [404] * 4
    others = ("", "/edit", "/invite", "/questions", "/needs", "/call-off")
    seen = [staff.get(f"/admin/havnevik/events/{tentative.id}{path}") for path in others]
    assert [page.status_code for page in seen] == [200] * 6
    public = ("", "/group")
    told = [client.get(f"/havnevik/events/{tentative.slug}{path}") for path in public]
    assert [page.status_code for page in told] == [200] * 2
    assert staff.get("/admin/havnevik/search?q=lys").status_code == 200
    assert client.post(f"/havnevik/events/{tentative.slug}/group", data=GROUP).status_code == 422


LISTS = [
    ('Åse Ås <a@x.example>; "Bo, Oslo" <b@x.example>', [("Åse Ås", "a"), ("Bo, Oslo", "b")], 0),
    ("Kari, k@x.example\nola@x.example", [("Kari", "k"), ("", "ola")], 0),
    ("Gro\tg@x.example\nbare navn\n\n", [("Gro", "g")], 1),
    ("a@x.example, b@x.example;c@x.example", [("", "a"), ("", "b"), ("", "c")], 0),
]


@pytest.mark.parametrize(("text", "named", "strange"), LISTS)
def test_lists_are_read_as_they_are_pasted(
    text: str, named: list[tuple[str, str]], strange: int
) -> None:
    found, rest = rules.listed(text)
    assert [(each.name, each.email.split("@")[0]) for each in found] == named
    assert len(rest) == strange


def test_staff_announce_look_and_send(client: FlaskClient, community: Community) -> None:
    staff = people.sign_in(client, community.staff[0])
    event = actions.draft(community, plan(**NO_DATE, organisers="Havnevik kommune"), AGOT)
    session.commit()
    here = f"/{event.id}"
    assert send(staff, f"{here}/announce") == 303
    assert "våren 2027" in staff.get("/havnevik/events").text
    page = staff.get(f"/havnevik/events/{event.slug}").text
    assert "Du kan ikke melde deg på ennå" in page
    assert "Havnevik kommune" in page
    pasted = {"whom": "pasted", "pasted": "a@x.example\nb@x.example", "basis": "interest"}
    known = pasted | {"organiser": "Havnevik kommune", "source": "kommunens liste"}
    assert send(staff, f"{here}/invite", **known, act="check") == 200
    assert letters() == []
    assert send(staff, f"{here}/invite", **(known | {"source": ""}), act="send") == 422
    assert send(staff, f"{here}/invite", **known, act="send") == 303
    assert letters() == ["save_the_date"] * 2
    seen = staff.get(f"/admin/havnevik/events{here}").text
    assert "Har fått vite om datoen" in seen
    fields = session.scalars(select(Message.fields)).first()
    assert fields is not None
    assert fields["source"] == "kommunens liste"


def test_the_answer_page_says_where_they_stand(event: Event, tentative: Event) -> None:
    for each in (event, tentative):
        told(each, "anne")
    asked = [question(message) for message in session.scalars(select(Message))]
    sentences = [str(each.sentence) for each in asked if each]
    assert [sentence.split(".")[0] for sentence in sentences] == [
        "Du er invitert",
        "Du vet om det, og kan ikke melde deg på ennå",
    ]


def test_an_invitation_starts_no_subscription(event: Event) -> None:
    told(event, "anne")
    says("yes")
    assert session.scalars(select(Subscription)).all() == []
