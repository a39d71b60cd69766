"""What a visitor sees and sends, and the door list of a host without an account."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import event as sql
from sqlalchemy import func, select

from service.communities.models import Community
from service.contacts.models import Consent, Subscription
from service.core.db import db, session
from service.events import actions
from service.events.models import Event, Registration
from service.members.models import Membership
from service.outbox.models import Message
from service.signup.models import SignupForm
from tests import people
from tests.events.planning import AGOT, OSLO, breakfast, coming, letters, plan, register

pytestmark = pytest.mark.usefixtures("still")
GRO = {"name": "Gro Køesen", "email": "gro@havnevik.example"}
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=2)


def form_of(event: Event) -> str:
    mine = SignupForm.feature == "events", SignupForm.about_id == event.id
    return f"/f/{session.scalars(select(SignupForm.token).where(*mine)).one()}"


def rows(kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


@contextmanager
def counting() -> Iterator[list[str]]:
    asked: list[str] = []

    def count(*args: Any) -> None:
        asked.append(args[2])

    sql.listen(db.engine, "before_cursor_execute", count)
    yield asked
    sql.remove(db.engine, "before_cursor_execute", count)


def questions(client: FlaskClient, path: str) -> int:
    """How many the page asks of the database, once what the test itself holds is loaded anew."""
    client.get(path)
    session.expire_all()
    with counting() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_two_fields_are_enough(event: Event, client: FlaskClient) -> None:
    """A1."""
    page = client.post(form_of(event), data=GRO)
    assert page.status_code == 200
    assert "Bekreft i e-posten vi har sendt til g…@havnevik.example" in page.text
    registration = session.scalars(select(Registration)).one()
    assert (registration.state, registration.who.language) == ("held", "nb")
    assert (rows(Subscription), rows(Membership), rows(Consent)) == (0, 0, 0)
    assert letters() == ["confirm_place"]


def test_the_button_in_the_mail_confirms_once(event: Event, client: FlaskClient) -> None:
    """A2, over the answer page."""
    registration = register(event)
    asked = session.scalars(select(Message)).one()
    assert client.get(f"/answer/{asked.token}").status_code == 200
    assert registration.state == "held"
    for _ in range(2):
        assert client.post(f"/answer/{asked.token}", data={"say": "yes"}).status_code == 200
    session.expire_all()
    assert (registration.state, letters()) == ("confirmed", ["confirm_place", "you_are_in"])


def test_a_mistake_keeps_every_word(event: Event, client: FlaskClient) -> None:
    """A7."""
    typed = {
        "name": "Gro Køesen",
        "email": "gro.havnevik.example",
        "organisation": "Byforsk",
        "newsletter": "y",
    }
    page = client.post(form_of(event), data=typed)
    assert page.status_code == 422
    for value in ("Gro Køesen", "gro.havnevik.example", "Byforsk"):
        assert f'value="{value}"' in page.text
    assert re.search(r'name="newsletter"[^>]*checked|checked[^>]*name="newsletter"', page.text)
    assert re.search(r'id="errors"[^>]*autofocus', page.text)
    assert '<a href="#email">' in page.text
    assert re.search(r'id="email"[^>]*|aria-describedby="email-error"', page.text)
    assert 'id="email-error"' in page.text
    assert rows(Registration) == 0


def test_a_refusal_deeper_down_keeps_every_word_too(event: Event, client: FlaskClient) -> None:
    page = client.post(form_of(event), data=GRO | {"email": "gro@havnevik..example"})
    assert page.status_code == 422
    assert 'value="gro@havnevik..example"' in page.text
    assert 'id="email-error"' in page.text


def test_markup_in_any_field_is_shown_as_text(community: Community, client: FlaskClient) -> None:
    """A9."""
    words = dict.fromkeys(("title", "summary", "programme", "place", "note"), HOSTILE)
    event = breakfast(community, **words)
    register(event, name=HOSTILE, organisation=HOSTILE)
    pages = ["/havnevik/events", f"/havnevik/events/{event.slug}", f"/door/{event.door_token}"]
    people.sign_in(client, community.staff[0])
    pages += [f"/admin/havnevik/events/{event.id}", "/admin/havnevik/events/", form_of(event)]
    for path in pages:
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_the_page_never_says_whether_an_address_is_known(event: Event, client: FlaskClient) -> None:
    first = client.post(form_of(event), data=GRO)
    again = client.post(form_of(event), data=GRO)
    assert again.text.replace(nonce(again.text), "") == first.text.replace(nonce(first.text), "")
    assert letters() == ["confirm_place"]


def nonce(text: str) -> str:
    found = re.search(r'nonce="([^"]+)"', text)
    return found[1] if found else "-"


def test_consent_is_kept_in_the_words_and_the_language_shown(
    event: Event, client: FlaskClient
) -> None:
    client.post(f"{form_of(event)}?lang=nl", data=GRO | {"newsletter": "y", "membership": "y"})
    kept = session.scalars(select(Consent).order_by(Consent.id)).all()
    shown = client.get(f"{form_of(event)}?lang=nl").text
    assert [(consent.purpose, consent.language) for consent in kept] == [
        ("newsletter", "nl"),
        ("membership", "nl"),
    ]
    assert [consent.words in shown for consent in kept] == [True, True]


def test_a_full_event_says_so_and_takes_names_for_the_line(
    event: Event, client: FlaskClient
) -> None:
    coming(event, "a"), coming(event, "b")
    shown = client.get(f"/havnevik/events/{event.slug}").text
    assert "Sett meg på ventelisten" in shown
    page = client.post(form_of(event), data=GRO)
    assert "Du er satt på ventelisten" in page.text


def test_a_closed_event_shows_no_form_and_refuses_kindly(event: Event, client: FlaskClient) -> None:
    actions.close(event, AGOT)
    session.commit()
    assert 'name="email"' not in client.get(f"/havnevik/events/{event.slug}").text
    page = client.post(form_of(event), data=GRO)
    assert page.status_code == 422
    assert "Påmeldingen er stengt." in page.text


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("nb", "onsdag 2. desember 2026 kl. 08.00–09.30"),
        ("nn", "onsdag 2. desember 2026 kl. 08.00–09.30"),
        ("nl", "woensdag 2 december 2026, 08.00–09.30 uur"),
        ("en", "Wednesday 2 December 2026, 08:00–09:30 (Oslo time)"),
    ],
)
def test_dates_carry_weekday_and_year(
    event: Event, client: FlaskClient, language: str, shown: str
) -> None:
    """A23."""
    for path in ("/havnevik/events", f"/havnevik/events/{event.slug}", form_of(event)):
        assert shown in client.get(f"{path}?lang={language}").text


def test_public_pages_set_no_cookie_and_load_nothing_from_elsewhere(
    event: Event, client: FlaskClient
) -> None:
    register(event)
    for path in ("/havnevik/events", f"/havnevik/events/{event.slug}", f"/door/{event.door_token}"):
        page = client.get(path)
        assert "Set-Cookie" not in page.headers
        assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []


def test_a_draft_is_nobody_s_business(community: Community, client: FlaskClient) -> None:
    event = actions.draft(community, plan(), AGOT)
    session.commit()
    assert client.get(f"/havnevik/events/{event.slug}").status_code == 404
    assert event.title not in client.get("/havnevik/events").text
    assert client.get(f"/door/{event.door_token}").status_code == 404


def test_another_community_s_event_is_not_here(event: Event, client: FlaskClient) -> None:
    people.voorbeeldstad()
    assert client.get(f"/voorbeeldstad/events/{event.slug}").status_code == 404


def test_the_feed_has_what_is_coming_and_nobody_s_name(event: Event, client: FlaskClient) -> None:
    coming(event)
    feed = client.get("/havnevik/events.ics")
    assert feed.mimetype == "text/calendar"
    (entry,) = Calendar.from_ical(feed.data).walk("VEVENT")
    assert str(entry["SUMMARY"]) == event.title
    assert "gro" not in feed.text


def test_the_list_asks_as_little_of_the_database_for_three_as_for_one(
    community: Community, event: Event, client: FlaskClient
) -> None:
    coming(event)
    for_one = questions(client, "/havnevik/events")
    for number in (3, 4):
        day = {"starts_at": datetime(2026, 12, number, 8, tzinfo=OSLO), "doors_at": None}
        more = breakfast(community, ends_at=datetime(2026, 12, number, 9, tzinfo=OSLO), **day)
        coming(more)
    assert questions(client, "/havnevik/events") == for_one


def test_the_door_list_asks_as_little_for_three_as_for_one(
    event: Event, client: FlaskClient
) -> None:
    coming(event, "a")
    for_one = questions(client, f"/door/{event.door_token}")
    actions.edit(event, plan(capacity=9), AGOT)
    coming(event, "b"), register(event, "c", organisation="Byforsk")
    assert questions(client, f"/door/{event.door_token}") == for_one


def test_a_host_without_an_account_checks_people_in(event: Event, client: FlaskClient) -> None:
    sure, unsure = coming(event, "a"), register(event, "b")
    door = f"/door/{event.door_token}"
    page = client.get(door)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.text.count("Ubekreftet") == 1
    for guest in (sure, unsure):
        moved = client.post(f"{door}/arrived/{guest.id}?q=k%C3%B8e")
        assert (moved.status_code, moved.headers["Location"]) == (
            303,
            f"{door}?q=k%C3%B8e#g{guest.id}",
        )
    client.post(f"{door}/undo/{unsure.id}")
    session.expire_all()
    assert [sure.state, sure.checked_in_by, unsure.state] == ["attended", "door", "held"]


def test_a_walk_in_takes_one_field(event: Event, client: FlaskClient) -> None:
    door = f"/door/{event.door_token}"
    assert client.post(f"{door}/walk-in", data={"name": "Li"}).status_code == 303
    page = client.post(f"{door}/walk-in", data={"name": "", "email": "li@havnevik.example"})
    assert page.status_code == 422
    assert 'value="li@havnevik.example"' in page.text
    page = client.post(f"{door}/walk-in", data={"name": "Li", "email": "nonsense"})
    assert (page.status_code, rows(Registration)) == (422, 1)


def test_search_finds_norwegian_letters_in_any_case(event: Event, client: FlaskClient) -> None:
    register(event, "a", name="Ågot Prøvesen"), register(event, "b", name="Ærlig Fiktås")
    found = client.get(f"/door/{event.door_token}?q=åGOT").text
    assert ("Ågot Prøvesen" in found, "Ærlig Fiktås" in found) == (True, False)


def test_a_forged_door_link_opens_nothing(event: Event, client: FlaskClient) -> None:
    registration = register(event)
    for token in ("a" * 26, event.door_token[:-1] + "a", "x", "é" * 26):
        assert client.get(f"/door/{token}").status_code == 404
        assert client.post(f"/door/{token}/arrived/{registration.id}").status_code == 404
    assert registration.state == "held"


def test_a_door_opens_only_onto_its_own_list(
    community: Community, event: Event, client: FlaskClient
) -> None:
    other = register(breakfast(community, title="En annen"))
    assert client.post(f"/door/{event.door_token}/arrived/{other.id}").status_code == 404


def test_the_language_is_kept_from_page_to_page(client: FlaskClient, event: Event) -> None:
    page = client.get(f"/havnevik/events/{event.slug}?lang=nl").text
    links = re.findall(r'(?:<a [^>]*href|action)="(/[^"]*)"', page)
    assert len(links) >= 6
    assert [link for link in links if "lang=nl" not in link] == []
    home = client.get(f"/havnevik/events/{event.slug}").text
    assert re.findall(r'<a [^>]*href="(/[^"]*lang=[^"]*)"', home) == []


@pytest.mark.usefixtures("still")
def test_a_search_engine_reads_when_where_and_whether_it_is_on(
    client: FlaskClient, community: Community
) -> None:
    event = breakfast(community, title="Lys </script><b>og</b> trygghet", address="Sjøgata 12")
    page = client.get(f"/havnevik/events/{event.slug}").text
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    told = json.loads(data)
    assert (told["@type"], told["name"]) == ("Event", event.title)
    assert told["startDate"] == "2026-12-02T08:00:00+01:00"
    assert told["location"]["address"] == "Kulturhuset Sjøgata, Sjøgata 12"
    assert told["eventStatus"].endswith("/EventScheduled")
    assert (told["maximumAttendeeCapacity"], told["remainingAttendeeCapacity"]) == (40, 40)
    assert f'<meta property="og:url" content="{told["url"]}">' in page
    actions.call_off(event, "", AGOT)
    session.commit()
    assert "EventCancelled" in client.get(f"/havnevik/events/{event.slug}").text
