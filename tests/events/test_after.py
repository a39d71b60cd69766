"""Afterwards: numbers that add up, thanks once, answers in words, nobody told from a number."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from service.communities.models import Community
from service.contacts import actions as contacts
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries
from service.events.models import Event, Registration
from service.events.queries.report import WHERE
from service.inbox.actions.settle import respond
from service.inbox.models import Inbound
from service.inbox.rules import Answer
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, YES, breakfast, coming, letters, register
from tests.events.test_admin import send
from tests.events.test_public import questions

pytestmark = pytest.mark.usefixtures("still")
STATES = sorted(WHERE)


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=9)


@pytest.fixture
def staff(client: FlaskClient, community: Community) -> FlaskClient:
    return people.sign_in(client, community.staff[0])


def over(event: Event, still: time_machine.Traveller) -> None:
    still.move_to(event.end + timedelta(hours=1))
    actions.end(event, AGOT)
    session.commit()


def held(event: Event, still: time_machine.Traveller) -> dict[str, Registration]:
    """Anne came, Bo did not, Cato gave up his seat, Dina waited; Li walked in."""
    rows = {handle: coming(event, handle) for handle in ("anne", "bo", "cato")}
    actions.cancel(rows["cato"], YES)
    still.move_to(event.start)
    actions.arrive(rows["anne"], AGOT)
    actions.walk_in(event, "Li", "", AGOT)
    session.commit()
    over(event, still)
    return rows


@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 3), st.booleans()), max_size=30))
def test_whatever_came_of_it_the_numbers_add_up(found: list[tuple[str, int, bool]]) -> None:
    rows = [
        Registration(state=state, guests=more, walk_in=walked, online=not walked and more == 0)
        for state, more, walked in found
    ]
    sums = queries.reckon(rows)
    parties = sum(row.party for row in rows if not row.walk_in or row.state == "attended")
    asked = sums.invited + sums.declined
    assert sums.signed_up + sums.walked_in + asked == parties
    there = sum(row.party for row in rows if row.state == "attended")
    assert sums.in_the_room + sums.from_afar == there
    for groups in (sums.organisations, sums.sectors):
        assert all(name for name, _number in groups[:-1])


def test_every_state_has_its_place_in_the_report(event: Event) -> None:
    told = re.search(r"States: (.*?)\.\n", Registration.__doc__ or "", re.DOTALL)
    assert told
    named = re.sub(r"\([^)]*\)", "", told[1])
    assert {word.strip() for word in named.replace("\n", " ").split(",")} == set(WHERE)
    assert event.state == "published"


def test_the_report_says_how_it_adds_up(
    event: Event, staff: FlaskClient, still: time_machine.Traveller
) -> None:
    rows = held(event, still)
    still.shift(timedelta(days=3))
    actions.not_seen(rows["bo"])
    session.commit()
    people.sign_in(staff, event.community.staff[0])
    sums = queries.reckoning(event)
    assert (sums.came, sums.no_show, sums.gave_up, sums.walked_in) == (1, 1, 1, 1)
    assert (sums.signed_up, sums.in_the_room) == (3, 2)
    page = staff.get(f"/admin/havnevik/events/{event.id}/report").text
    assert "Påmeldt i alt" in page
    assert "Anne" not in page  # nobody's name
    assert "Pådriverfrokost" not in page
    year = staff.get("/admin/havnevik/events/year/2026").text
    assert "3 påmeldt, 2 i rommet" in year


def test_without_a_list_nobody_is_said_to_have_stayed_away(
    event: Event, staff: FlaskClient, still: time_machine.Traveller
) -> None:
    coming(event, "anne")
    over(event, still)
    still.shift(timedelta(days=5))
    sums = queries.reckoning(event)
    assert (sums.not_known, sums.no_show, sums.list_was_kept) == (1, 0, False)
    people.sign_in(staff, event.community.staff[0])
    page = staff.get(f"/admin/havnevik/events/{event.id}/report").text
    assert "vi vet ikke hvem som kom" in page


def test_groups_of_fewer_than_five_are_not_named(event: Event) -> None:
    for number in range(9):
        row = coming(event, f"p{number}")
        contacts.works_at(row.who, "Havnevik kommune" if number < 5 else "Lite AS", "public")
    session.flush()
    sums = queries.reckoning(event)
    assert sums.organisations == (("Havnevik kommune", 5), ("", 4))


def test_thanks_go_once_and_only_when_it_is_over(
    event: Event, still: time_machine.Traveller
) -> None:
    with pytest.raises(Refusal):
        actions.thank(event, AGOT)
    rows = held(event, still)
    actions.tell_what_came(event, "Tre ting å gjøre.", "https://havnevik.example/lys", AGOT)
    before = len(letters())
    assert (actions.thank(event, AGOT), actions.thank(event, AGOT)) == (1, 0)
    assert letters()[before:] == ["thanks"]
    actions.arrive(rows["bo"], AGOT)  # put right afterwards
    assert actions.thank(event, AGOT) == 1
    fields = session.scalars(select(Message.fields).order_by(Message.id.desc())).first()
    assert fields is not None
    assert (fields["came"], fields["outcome"]) == (True, "Tre ting å gjøre.")


def test_where_no_list_was_kept_the_thanks_do_not_say_that_they_came(
    event: Event, still: time_machine.Traveller
) -> None:
    coming(event, "anne")
    over(event, still)
    assert actions.thank(event, AGOT) == 1
    fields = session.scalars(select(Message.fields).order_by(Message.id.desc())).first()
    assert fields is not None
    assert fields["came"] is False


def test_only_who_asked_hears_what_they_missed(
    event: Event, client: FlaskClient, still: time_machine.Traveller
) -> None:
    rows = held(event, still)
    letter = session.scalars(select(Message).where(Message.letter == "events.cancelled")).one()
    path = str(letter.fields["notes_link"]).partition("//")[2].partition("/")[2]
    assert client.get(f"/{path}").status_code == 200
    session.expire_all()
    assert rows["cato"].wants_notes is False  # looking asks for nothing
    for _ in range(2):
        assert "Det er notert" in client.post(f"/{path}").text
    assert client.post(f"/notes/{'a' * 26}").status_code == 404
    session.expire_all()
    assert actions.thank(event, AGOT) == 2
    assert letters()[-2:] == ["thanks", "missed_you"]


def test_an_answer_to_the_thanks_is_words_and_stands_in_the_report_without_a_name(
    event: Event, staff: FlaskClient, still: time_machine.Traveller
) -> None:
    held(event, still)
    actions.thank(event, AGOT)
    session.commit()
    thanks = session.scalars(select(Message).where(Message.letter == "events.thanks")).one()
    assert respond(thanks, Answer("yes", "reply", "<1@x>")) is None  # a person reads it
    session.add(
        Inbound(
            community=event.community,
            message=thanks,
            recipient="reply@x",
            envelope_from="anne@havnevik.example",
            raw=b"",
            digest="1",
            state="waiting",
            own_words="Ja, mer lys på Brygga! <b>Takk</b>",
        )
    )
    session.commit()
    people.sign_in(staff, event.community.staff[0])
    page = staff.get(f"/admin/havnevik/events/{event.id}/report").text
    assert "Ja, mer lys på Brygga! &lt;b&gt;Takk&lt;/b&gt;" in page
    assert "anne@" not in page


def test_staff_write_what_came_of_it_and_everybody_can_read_it(
    event: Event, staff: FlaskClient, still: time_machine.Traveller
) -> None:
    here = f"/{event.id}/thanks"
    assert staff.get(f"/admin/havnevik/events{here}").status_code == 404  # it is not over
    held(event, still)
    people.sign_in(staff, event.community.staff[0])
    came = {"outcome": "Tre ting å gjøre.", "material": "https://havnevik.example/lys"}
    assert send(staff, here, **came, act="save") == 303
    assert "thanks" not in letters()
    assert send(staff, here, **(came | {"material": "havnevik.example"}), act="send") == 422
    assert send(staff, here, **came, act="send") == 303
    assert letters()[-1] == "thanks"
    page = staff.get(f"/havnevik/events/{event.slug}").text
    assert "Tre ting å gjøre." in page
    assert 'href="https://havnevik.example/lys"' in page


def test_a_report_costs_no_more_for_many_than_for_one(
    event: Event, staff: FlaskClient, still: time_machine.Traveller
) -> None:
    held(event, still)
    people.sign_in(staff, event.community.staff[0])
    here = f"/admin/havnevik/events/{event.id}/report"
    one = questions(staff, here)
    for number in range(4):
        other = breakfast(
            event.community,
            title=f"Eldre {number}",
            starts_at=event.start + timedelta(days=number + 1),
            ends_at=None,
            doors_at=None,
        )
        register(other, "gro")
        other.state, other.starts_at = "held", event.start - timedelta(days=number + 1)
    session.commit()
    assert questions(staff, here) == one
