"""What somebody does with a seat of their own: passed on, used from afar, followed, helped with."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from service.communities.models import Community
from service.core import tokens
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries
from service.events.models import Event, Registration
from service.events.rules import Invite, Named
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, YES, breakfast, coming, letters, plan, register

pytestmark = pytest.mark.usefixtures("still")
OLA = {"name": "Ola Vik", "email": "ola@havnevik.example"}


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=1, online_url="https://mote.example/frokost")


def page(purpose: str, row: Registration) -> str:
    return f"/{purpose}/{tokens.sign(purpose, row.id)}"


def of(event: Event, name: str) -> Registration:
    return next(row for row in queries.rows(event) if row.name == name)


def test_a_colleague_gets_the_seat_and_says_yes_themselves(
    event: Event, client: FlaskClient
) -> None:
    mine = coming(event, "anne")
    waiting = register(event, "bo")
    assert client.get(page("give", mine)).status_code == 200
    assert client.post(page("give", mine), data=OLA).status_code == 200
    session.expire_all()
    theirs = of(event, "Ola Vik")
    assert (mine.state, theirs.state, waiting.state) == ("transferred", "held", "waitlisted")
    assert letters()[-2:] == ["confirm_place", "passed_on"]
    receipt = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert receipt is not None
    assert Calendar.from_ical(receipt.calendar or "")["METHOD"] == "CANCEL"
    actions.confirm(theirs, YES)
    assert queries.counts(event) == {"transferred": 1, "confirmed": 1, "waitlisted": 1}
    assert client.post(page("give", mine), data=OLA).status_code == 422  # given once


def test_a_seat_is_not_given_to_oneself_nor_to_who_has_one(
    community: Community, client: FlaskClient
) -> None:
    event = breakfast(community, capacity=3)
    mine, other = coming(event, "anne"), coming(event, "bo")
    for person in (mine, other):
        found = client.post(page("give", mine), data={"name": "X", "email": person.who.email})
        assert found.status_code == 422
        assert person.who.email in found.text  # nothing typed is lost
    assert client.post(page("give", mine), data=OLA | {"email": "ola"}).status_code == 422
    session.expire_all()
    assert (mine.state, other.state) == ("confirmed", "confirmed")


def test_five_colleagues_a_day_are_enough(community: Community, client: FlaskClient) -> None:
    event = breakfast(community, capacity=3)
    mine, other = coming(event, "anne"), coming(event, "bo")
    taken = {"name": "X", "email": other.who.email}
    codes = [client.post(page("give", mine), data=taken).status_code for _ in range(6)]
    assert codes == [422] * 6
    assert client.post(page("give", mine), data=OLA).status_code == 422
    assert "ola@" not in str(session.scalars(select(Message.fields)).all())


def test_who_takes_part_from_afar_goes_in_by_a_link_of_their_own(
    event: Event, client: FlaskClient, still: time_machine.Traveller
) -> None:
    mine = coming(event, "anne")
    fields = session.scalars(select(Message.fields).order_by(Message.id.desc())).first()
    assert fields is not None
    assert fields["online_link"] == f"https://paadriv.example{page('online', mine)}"
    early = client.post(page("online", mine))
    assert (early.status_code, "en time før" in early.text) == (409, True)
    still.move_to(event.start - timedelta(minutes=30))
    assert client.get(page("online", mine)).status_code == 200
    session.expire_all()
    assert mine.state == "confirmed"  # a mail program that looks at links is not there
    gone = client.post(page("online", mine))
    assert (gone.status_code, gone.headers["Location"]) == (303, "https://mote.example/frokost")
    session.expire_all()
    assert (mine.state, mine.online) == ("attended", True)
    assert client.post(page("online", mine)).status_code == 303  # again, after a break


def test_without_a_seat_there_is_no_way_in(
    event: Event, client: FlaskClient, still: time_machine.Traveller
) -> None:
    coming(event, "anne")
    waiting = register(event, "bo")
    still.move_to(event.start)
    assert client.post(page("online", waiting)).status_code == 409
    assert client.post(f"/online/{'a' * 26}").status_code == 404
    other = page("give", waiting).replace("give", "online")
    assert client.get(other).status_code == 404  # a token is for one purpose


def test_an_address_that_is_no_address_is_refused(community: Community) -> None:
    with pytest.raises(Refusal) as refused:
        actions.draft(community, plan(online_url="javascript:alert(1)"), AGOT)
    assert refused.value.field == "online_url"


def test_ones_own_seats_can_be_followed(event: Event, client: FlaskClient) -> None:
    mine = coming(event, "anne")
    path = f"/calendar/{tokens.sign('feed', mine.person_id or 0)}.ics"
    feed = client.get(path)
    assert feed.mimetype == "text/calendar"
    assert len(Calendar.from_ical(feed.data).walk("VEVENT")) == 1
    assert "anne" not in feed.text.casefold()
    own = client.get(f"/mine/{tokens.sign('mine', mine.person_id or 0)}")
    assert path in own.text
    actions.cancel(mine, YES)
    session.commit()
    assert Calendar.from_ical(client.get(path).data).walk("VEVENT") == []
    assert client.get(f"/calendar/{'a' * 26}.ics").status_code == 404


def test_a_photographer_is_asked_by_mail_and_a_yes_is_a_seat(
    event: Event, client: FlaskClient
) -> None:
    why = Invite("Pådriv Havnevik", "listen vår", "agreed", "photographer")
    actions.invite(event, [Named("Foto Fiksen", "foto@havnevik.example")], why, AGOT)
    session.commit()
    fields = session.scalars(select(Message.fields)).one()
    assert "Vi spør om du vil være med som: Fotograf." in fields["note"]
    actions.accept(of(event, "Foto Fiksen"), YES)
    session.commit()
    staff = people.sign_in(client, event.community.staff[0])
    seen = staff.get(f"/admin/havnevik/events/{event.id}?state=confirmed").text
    assert "Foto Fiksen · Fotograf" in seen


@pytest.mark.parametrize("state", ["saved", "invited", "declined", "transferred"])
def test_ones_own_page_knows_every_state(event: Event, client: FlaskClient, state: str) -> None:
    mine = coming(event, "anne")
    mine.state = state
    session.commit()
    own = client.get(f"/mine/{tokens.sign('mine', mine.person_id or 0)}")
    assert own.status_code == 200
