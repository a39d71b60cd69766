"""An event for Pådrivere first: others ask, see when it opens, and come in when it does (A14)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.core.trail import Entry
from service.events import actions, queries
from service.events.due import due
from service.events.models import Event
from service.events.replies import on_answer
from service.inbox.rules import Answer
from service.members.models import Membership
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, ANCHOR, JOIN, OSLO, YES, breakfast, letters, plan, register

pytestmark = pytest.mark.usefixtures("still")
OPENS = datetime(2026, 11, 27, 8, 0, tzinfo=OSLO)
FIRST = {"audience": "community", "opens_at": OPENS}


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=2, **FIRST)


def padriver(community: Community, handle: str) -> None:
    person = people.person(community, f"{handle}@havnevik.example", handle.title())
    session.add(Membership(community_id=community.id, person_id=person.id, state="confirmed"))
    session.commit()


def test_a_padriver_has_a_seat_and_a_stranger_hears_when_it_opens(
    community: Community, event: Event
) -> None:
    padriver(community, "kari")
    assert [register(event, handle).state for handle in ("kari", "gro")] == ["held", "asked"]
    assert letters() == ["confirm_place", "members_first"]
    told = session.scalars(select(Message.fields).order_by(Message.id.desc())).first()
    assert told is not None
    assert told["opens"] == "fredag 27. november 2026 kl. 08.00"
    assert queries.taken(event) == 1


def test_who_becomes_one_with_the_same_yes_has_a_seat(event: Event) -> None:
    assert register(event, "gro", membership=JOIN).state == "held"


def test_when_it_opens_those_who_asked_come_first(event: Event) -> None:
    rows = [register(event, handle) for handle in ("anne", "bo", "cato")]
    with time_machine.travel(OPENS - timedelta(minutes=1), tick=False):
        due(clock.now())
        assert {row.state for row in rows} == {"asked"}
    with time_machine.travel(OPENS, tick=False):
        due(clock.now())
        due(clock.now())
    assert (event.audience, event.opens_at) == ("open", None)
    assert [row.state for row in rows] == ["held", "held", "waitlisted"]
    assert letters()[3:] == ["confirm_place", "confirm_place", "waiting"]


def test_a_manager_may_widen_it_at_once_and_that_is_logged(event: Event) -> None:
    row = register(event, "gro")
    actions.edit(event, plan(audience="open"), AGOT)
    session.commit()
    assert row.state == "held"
    logged = select(Entry).where(Entry.thing == "event", Entry.after == "open to all")
    assert session.scalars(logged).one().who == "Ågot Prøvesen"


@pytest.mark.parametrize(("say", "state"), [("yes", "asked"), ("no", "cancelled")])
def test_their_answer_keeps_or_ends_the_wish(event: Event, say: str, state: str) -> None:
    row = register(event, "gro")
    message = session.scalars(select(Message)).one()
    outcome = on_answer(message, Answer(say, "link", "button"))  # type: ignore[arg-type]  # a name
    assert outcome is not None
    assert row.state == state


def test_no_way_round_by_giving_up_and_coming_back(event: Event) -> None:
    row = register(event, "gro")
    actions.cancel(row, YES)
    assert actions.accept(row, YES) == "asked"
    assert (row.state, queries.taken(event)) == ("asked", 0)


def test_the_page_says_the_same_to_everybody(
    client: FlaskClient, community: Community, event: Event
) -> None:
    """Nobody learns from it whether an address belongs to a Pådriver."""
    padriver(community, "kari")
    page = client.get(f"/havnevik/events/{event.slug}?lang=nb").text
    assert "Åpent for alle fra fredag 27. november 2026" in page
    action = page.partition('action="')[2].partition('"')[0]
    said = []
    for handle in ("kari", "gro"):
        fields = {"name": "Kari", "email": f"{handle}@havnevik.example"}
        reply = client.post(action, data=fields)
        said.append(reply.text.replace(handle, "x").replace(f"{handle[0]}…", "x"))
    assert "Vi har fått det" in said[0]
    assert said[0].partition("<h1>")[2][:40] == said[1].partition("<h1>")[2][:40]


def test_it_is_called_off_for_those_who_asked_too(event: Event) -> None:
    register(event, "gro")
    assert actions.call_off(event, "", AGOT) == 1
    assert clock.now() == ANCHOR
