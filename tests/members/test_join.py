"""Somebody becomes a Pådriver: the form, the yes, the welcome, and the manager who hears of it."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
import time_machine
from sqlalchemy import func, select

from service.contacts.models import Consent, Person, Subscription
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.inbox.rules import Answer
from service.members import actions, due
from service.members.actions import Offer
from service.members.models import Membership
from service.signup import actions as signup
from tests import people

FILLED = {
    "name": "Gro Fremmedvik",
    "email": "gro@post.example",
    "competence": "Snekring",
    "interests": "Brygga",
    "idea": "En benk ved havna",
}


@pytest.fixture
def address(community):
    form = signup.publish(community, "members")
    session.commit()
    return f"/f/{form.token}"


def count(table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def only(table):
    session.expire_all()
    return session.scalars(select(table)).one()


def to(post_office, email):
    return [kept for kept in post_office.kept if kept.recipients == [email]]


def link(mail):
    text = mail.message.get_body(("plain",)).get_content()
    return re.search(r"https://paadriv\.example(/answer/\S+)", text)[1]


def test_the_form_is_read_in_full_before_anything_is_pressed(client, community, address):
    page = client.get(f"/{community.slug}/join", follow_redirects=True).get_data(as_text=True)
    assert community.member_gets in page
    assert community.member_gives in page
    assert "Foreningen Pådriv Havnevik" in page
    assert "checked" not in page


def test_a_request_waits_for_a_yes_from_the_address(client, address, worker, post_office):
    page = client.post(address, data=FILLED)
    worker()
    assert (page.status_code, only(Membership).state) == (200, "pending")
    assert "g…@post.example" in page.get_data(as_text=True)
    assert count(Subscription) == 0
    assert [mail.recipients for mail in post_office.kept] == [["gro@post.example"]]


def test_the_button_makes_a_member_and_tells_the_manager_once(client, address, worker, post_office):
    client.post(address, data=FILLED)
    worker()
    path = link(post_office.kept[0])
    assert client.get(path).status_code == 200
    assert only(Membership).state == "pending"  # looking changes nothing
    for _ in range(2):
        client.post(path, data={"say": "yes"})
        worker()
    assert (only(Membership).state, only(Person).address_state) == ("confirmed", "verified")
    welcome = to(post_office, "gro@post.example")[1:]
    told = to(post_office, "agot@havnevik.example")
    assert (len(welcome), len(told)) == (1, 1)
    assert "Snekring" in told[0].message.get_body(("plain",)).get_content()


def test_the_welcome_leads_to_the_closed_channel_and_the_manager_hears_all_three(
    client, community, address, worker, post_office
):
    """A8."""
    community.channel_name, community.channel_url = "Praten", "https://praten.example/bli-med"
    session.commit()
    client.post(address, data=FILLED)
    worker()
    client.post(link(post_office.kept[0]), data={"say": "yes"})
    worker()
    welcome = to(post_office, "gro@post.example")[-1].message.get_body(("plain",)).get_content()
    assert "https://praten.example/bli-med" in welcome
    told = to(post_office, "agot@havnevik.example")
    assert len(told) == 1
    words = told[0].message.get_body(("plain",)).get_content()
    assert all(part in words for part in ("Snekring", "Brygga", "En benk ved havna"))


def test_the_newsletter_is_a_box_of_its_own(client, address, worker, post_office):
    client.post(address, data=FILLED | {"newsletter": "y"})
    worker()
    assert only(Subscription).state == "requested"
    client.post(link(post_office.kept[0]), data={"say": "yes"})
    session.expire_all()
    acts = session.execute(select(Consent.purpose, Consent.act).order_by(Consent.id)).all()
    assert only(Subscription).state == "active"
    assert sorted(acts) == [
        ("membership", "asked"),
        ("membership", "given"),
        ("newsletter", "asked"),
        ("newsletter", "given"),
    ]
    words = session.scalars(select(Consent.words).where(Consent.purpose == "newsletter")).first()
    assert words == "Ja, send meg nyhetsbrevet på e-post. Jeg kan stoppe det når jeg vil."


def test_no_means_no_and_nobody_is_told(client, address, worker, post_office):
    client.post(address, data=FILLED)
    worker()
    client.post(link(post_office.kept[0]), data={"say": "no"})
    worker()
    assert only(Membership).state == "lapsed"
    assert to(post_office, "agot@havnevik.example") == []


def test_a_no_pressed_by_mistake_is_taken_back_by_the_same_button(
    client, address, worker, post_office
):
    client.post(address, data=FILLED)
    worker()
    path = link(post_office.kept[0])
    client.post(path, data={"say": "no"})
    assert "Ja, jeg vil være Pådriver" in client.get(path).get_data(as_text=True)
    assert client.post(path, data={"say": "yes"}).status_code == 200
    assert only(Membership).state == "confirmed"


def test_who_has_left_is_offered_no_button_that_would_not_work(
    client, address, worker, post_office
):
    client.post(address, data=FILLED)
    worker()
    path = link(post_office.kept[0])
    client.post(path, data={"say": "yes"})
    actions.leave(only(Person), Answer("no", "link", "own page"))
    session.commit()
    page = client.get(path).get_data(as_text=True)
    assert "Du er ikke registrert som Pådriver." in page
    assert "<button" not in page


def test_a_stranger_cannot_move_somebody_to_another_organisation(client, address):
    client.post(address, data=FILLED | {"organisation": "Havnevik Byggelag"})
    client.post(address, data=FILLED | {"organisation": "Fjordvik Tullelag"})
    person = only(Person)
    assert person.organisation is not None
    assert person.organisation.name == "Havnevik Byggelag"


def test_asking_twice_within_the_hour_sends_one_mail(client, address, worker, post_office):
    for _ in range(3):
        client.post(address, data=FILLED)
    worker()
    assert (count(Person), count(Membership), len(post_office.kept)) == (1, 1, 1)


def test_silence_is_reminded_once_then_lapses_and_is_forgotten(
    client, address, worker, post_office
):
    client.post(address, data=FILLED | {"newsletter": "y"})
    worker()
    for days, mails, members in ((4, 2, 1), (5, 2, 1), (8, 2, 1), (31, 2, 0)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=True):
            due.due(clock.now())
            session.commit()
            worker()
        assert (len(post_office.kept), count(Membership)) == (mails, members)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Skriv navnet ditt."),
        ("email", "", "Skriv e-postadressen din."),
        ("email", "gro.post.example", "mangler @"),
        ("email", "gro@", "ser ikke hel ut"),
        ("email", "gro@post.example, ola@post.example", "uten mellomrom"),
        ("name", "Gro\r\nBcc: ola@post.example", "på én linje"),
        ("idea", "x" * 2001, "høyst 2000 tegn"),
        ("website", "https://spam.example", "en felle for roboter"),
    ],
)
def test_a_bad_answer_keeps_what_was_typed(client, address, field, typed, sentence):
    page = client.post(address, data=FILLED | {field: typed})
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert sentence in text
    assert "En benk ved havna" in text or field == "idea"
    assert 'id="errors" tabindex="-1"' in text
    assert count(Membership) == 0


def test_what_is_typed_is_shown_as_text(client, address, worker, post_office):
    evil = '<script>alert(1)</script>"><img onerror=x>'
    client.post(address, data=FILLED | {"name": evil, "email": "x@post.example", "idea": evil})
    worker()
    html = post_office.kept[0].message.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "<img onerror" not in html


def test_the_page_never_tells_how_a_known_address_is_written(client, community, address):
    people.person(community, "Gro@post.example", "Gro Fremmedvik")
    session.commit()
    page = client.post(address, data=FILLED).get_data(as_text=True)
    assert re.findall(r"\w…@", page) == ["g…@"]


def test_a_stranger_with_a_members_address_changes_nothing_they_told(community):
    gro = people.person(community, "gro@post.example", "Gro Fremmedvik")
    actions.request(gro, Offer(competence="Snekring"), Cause("form"), people.WORDS)
    actions.confirm(gro, Cause("link"), "button")
    for idea in ("En benk", "Svindel"):
        actions.request(gro, Offer("Svindel", "Brygga", idea), Cause("form"), people.WORDS)
    told = only(Membership)
    assert (told.competence, told.interests, told.idea) == ("Snekring", "Brygga", "En benk")


@pytest.mark.parametrize("query", ["", "?lang=nl", "?from=nabolaget.example&lang=nn"])
def test_the_short_address_passes_on_what_it_was_asked(client, community, address, query):
    page = client.get(f"/{community.slug}/join{query}")
    assert page.headers["Location"].partition("?")[0] == address
    asked = dict(parse_qsl(query.lstrip("?")))
    assert dict(parse_qsl(page.headers["Location"].partition("?")[2])) == asked
