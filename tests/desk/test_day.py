"""The manager's day: what needs a person, as far as the role may do it, and numbers that add up."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from service.campaigns import actions as campaigns
from service.communities import queries as communities
from service.communities.models import Community, Staff
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.events import actions as events
from service.events.models import Event
from service.events.rules import Applicant, Plan
from service.inbox.models import Inbound, Thread
from service.members import actions as members
from service.members.actions import Offer
from service.outbox.models import Message
from tests import people
from tests.visits import counted

HERE = "/admin/havnevik"
BY = Cause("admin", "Ågot Prøvesen")
BUTTON = re.compile(r'<li><p>(.+?)</p><a class="ds-button"[^>]* href="([^"]+)"')
FIGURE = re.compile(r'<a href="([^"]+)"><strong>(\d+)</strong>')


@pytest.fixture
def staff(community: Community, client: FlaskClient) -> FlaskClient:
    return people.sign_in(client, community.staff[0])


def breakfast(community: Community, hours: int = 2, title: str = "Frokost") -> Event:
    start = clock.now() + timedelta(hours=hours)
    plan = Plan(
        kind_name="breakfast",
        title=title,
        summary="En prat før jobb.",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        place="Biblioteket",
        address="Sjøgata 3",
        capacity=20,
        audience="open",
        responsible="Ågot Prøvesen",
    )
    return events.announce(community, plan, BY)


def wrote(community: Community, number: int, state: str = "waiting") -> None:
    mail = Inbound(
        community_id=community.id,
        recipient="reply+x@svar.havnevik.example",
        envelope_from="gro@x.example",
        raw=b"",
        digest=str(number),
        state=state,
        sender="gro@x.example",
        thread=Thread(
            community_id=community.id,
            address=f"gro{number}@x.example",
            state="open" if state == "waiting" else "done",
        ),
    )
    session.add(mail)


def busy(community: Community) -> Event:
    """A day with one of everything."""
    event = breakfast(community)
    taken = events.register(event, Applicant("Gro", "gro@x.example", "nb"))
    assert taken.registration.state == "held"
    events.draft(community, Plan("breakfast", "Uten dato"), BY)
    campaigns.draft(community, "Julebrevet", "nb", BY)
    wrote(community, 1)
    member = people.person(community)
    members.request(member, Offer("lys"), Cause("form"), people.WORDS)
    members.confirm(member, Cause("link"), "button")
    session.query(Message).order_by(Message.id).limit(1).one().state = "failed"
    community.address = ""
    session.commit()
    return event


def needs(client: FlaskClient) -> list[str]:
    return [url for _, url in BUTTON.findall(client.get(f"{HERE}/").text)]


def test_a_quiet_day_says_so(staff: FlaskClient) -> None:
    assert needs(staff) == []
    assert staff.get(f"{HERE}/").status_code == 200


def test_whatever_needs_her_stands_there_with_its_button(
    staff: FlaskClient, community: Community
) -> None:
    noon = clock.now().replace(hour=9, minute=0)
    with time_machine.travel(noon):
        people.sign_in(staff, community.staff[0])
        event = busy(community)
        todo = needs(staff)
    assert todo == [
        f"{HERE}/events/{event.id}/door",
        f"{HERE}/inbox",
        f"{HERE}/letters/1",
        f"{HERE}/events/2",
        f"{HERE}/events/{event.id}#plan",
        f"{HERE}/events/{event.id}",
        f"{HERE}/members",
        f"{HERE}/undelivered",
    ]


@pytest.mark.parametrize(
    ("role", "places"),
    [
        ("owner", ["door", "inbox", "sender", "1", "2", "1#plan", "1", "members", "undelivered"]),
        ("host", ["door", "2", "1#plan", "1", "members", "undelivered"]),
        ("reader", ["members", "undelivered"]),
    ],
)
def test_a_role_is_asked_only_for_what_it_may_do(
    client: FlaskClient, community: Community, role: str, places: list[str]
) -> None:
    with time_machine.travel(clock.now().replace(hour=9, minute=0)):
        member: Staff = people.staff(community, f"{role}@havnevik.example", role, role)
        busy(community)
        people.sign_in(client, member)
        assert [url.rpartition("/")[2] for url in needs(client)] == places


def test_every_button_and_number_leads_to_a_page(staff: FlaskClient, community: Community) -> None:
    with time_machine.travel(clock.now().replace(hour=9, minute=0)):
        busy(community)
        page = staff.get(f"{HERE}/").text
        places = {url for _, url in BUTTON.findall(page)} | {url for url, _ in FIGURE.findall(page)}
        codes = {url: staff.get(url, follow_redirects=True).status_code for url in places}
    assert codes == dict.fromkeys(places, 200)


def test_the_numbers_count_people_who_took_part(staff: FlaskClient, community: Community) -> None:
    with time_machine.travel((clock.now() + timedelta(days=1)).replace(hour=9, minute=0)):
        event = busy(community)
        people.subscriber(community, "bo@fjord.example", "Bo")
        seat = events.register(event, Applicant("Bo", "bo@fjord.example", "nb")).registration
        events.accept(seat, Cause("link"))
        events.arrive(seat, BY)
        wrote(community, 2, "applied")
        wrote(community, 3, "filed")
        session.commit()
        found = FIGURE.findall(staff.get(f"{HERE}/").text)
    assert [int(number) for _, number in found] == [1, 0, 1, 0, 1, 1, 2]


def test_a_busy_day_costs_no_more_than_a_quiet_one(
    staff: FlaskClient, community: Community
) -> None:
    busy(community)
    with counted() as first:
        staff.get(f"{HERE}/")
    here = communities.by_slug("havnevik")
    assert here is not None
    for title in ("Julefrokost", "Påskefrokost"):
        events.register(breakfast(here, title=title), Applicant("Gro", "gro@x.example", "nb"))
        campaigns.draft(here, title, "nb", BY)
    session.commit()
    with counted() as then:
        staff.get(f"{HERE}/")
    assert len(then) == len(first)


def test_search_finds_people_events_and_letters(staff: FlaskClient, community: Community) -> None:
    people.person(community, "jul@x.example", "Jul Fiktås")
    breakfast(community, title="Julefrokost")
    campaigns.draft(community, "Brev til jul", "nb", BY)
    people.person(people.voorbeeldstad(), "jul@nl.example", "Jul Elders")
    session.commit()
    page = staff.get(f"{HERE}/search?q=jul").text
    for found in ("Jul Fiktås", "Julefrokost", "Brev til jul"):
        assert found in page
    assert "Jul Elders" not in page
    assert staff.get(f"{HERE}/search").status_code == 200
    assert "Julefrokost" not in staff.get(f"{HERE}/search?q=påske").text


def test_members_are_found_by_what_they_can(staff: FlaskClient, community: Community) -> None:
    for email, name, skill in (("a@x.example", "Ane", "lys"), ("b@x.example", "Bo", "Åpne hager")):
        member = people.person(community, email, name)
        members.request(member, Offer(skill), Cause("form"), people.WORDS)
        members.confirm(member, Cause("link"), "button")
    session.commit()
    page = staff.get(f"{HERE}/members?q=åpne").text
    assert ("Bo" in page, "Ane" in page) == (True, False)


def test_letters_that_came_to_nothing_show_the_servers_own_words(
    staff: FlaskClient, community: Community
) -> None:
    busy(community)
    message = session.query(Message).filter_by(state="failed").one()
    message.response = "550 5.1.1 <nobody> here"
    session.commit()
    assert "550 5.1.1 &lt;nobody&gt; here" in staff.get(f"{HERE}/undelivered").text
