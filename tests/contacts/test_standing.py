"""What a receipt says stays: each feature names its own, in the reader's language."""

import pytest

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts import queries
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.events import actions as events
from service.events.models import Event, Registration
from service.events.rules import Applicant
from service.inbox.rules import Answer
from service.members import actions as members
from service.members.actions import Offer
from service.outbox.models import Message
from service.signup import actions as signup
from tests import people
from tests.desk.test_day import breakfast

STOPP = Answer("stop", "reply", "<stopp@x.example>", reference="<stopp@x.example>")


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, 30)


def with_everything(event: Event, language: str = "nb") -> Person:
    person = people.subscriber(event.community, language=language).person
    members.request(person, Offer(), Cause("form"), people.WORDS)
    members.confirm(person, Cause("link"), "button")
    events.accept(seat(event, person), Cause("link"))
    session.commit()
    return person


def seat(event: Event, person: Person) -> Registration:
    return events.register(event, Applicant(person.name, person.email, "nb")).registration


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "nb",
            ["Nyhetsbrevet fra Pådriv Havnevik", "Du er Pådriver i Pådriv Havnevik", "Plassen din"],
        ),
        (
            "nn",
            [
                "Nyheitsbrevet frå Pådriv Havnevik",
                "Du er Pådrivar i Pådriv Havnevik",
                "Plassen din",
            ],
        ),
        (
            "nl",
            [
                "De nieuwsbrief van Pådriv Havnevik",
                "Je bent Pådriver bij Pådriv Havnevik",
                "Je plek",
            ],
        ),
        (
            "en",
            [
                "The newsletter from Pådriv Havnevik",
                "You are a Pådriver in Pådriv Havnevik",
                "Your seat",
            ],
        ),
    ],
)
def test_each_feature_names_its_own_in_the_readers_language(
    event: Event, language: str, lines: list[str]
) -> None:
    found = queries.standing(with_everything(event, language))
    assert [line.partition(":")[0] for line in found] == lines


def test_a_seat_is_named_with_its_title_and_time(event: Event) -> None:
    event.title = "100 % ombruk"
    line = queries.standing(with_everything(event))[-1]
    assert line.startswith("Plassen din: 100 % ombruk, ")
    assert " kl. " in line


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("held", "En plass holdt av til deg"),
        ("confirmed", "Plassen din"),
        ("waitlisted", "Plassen din på ventelisten"),
        ("offered", "En plass du har fått tilbud om"),
        ("cancelled", None),
        ("released", None),
        ("attended", None),
    ],
)
def test_a_seat_is_named_as_it_stands(event: Event, state: str, line: str | None) -> None:
    person = people.person(event.community)
    seat(event, person).state = state
    session.flush()
    found = [one.partition(":")[0] for one in queries.standing(person)]
    assert found == ([line] if line else [])


def test_what_is_over_or_off_stays_unnamed(event: Event) -> None:
    person = people.person(event.community)
    seat(event, person)
    event.state = "cancelled"
    session.flush()
    assert queries.standing(person) == ()
    event.state, event.ends_at = "published", clock.now()
    session.flush()
    assert queries.standing(person) == ()


def test_what_was_only_asked_for_is_not_there_yet(community: Community) -> None:
    person = people.person(community)
    contacts.ask(person, people.WORDS)
    members.request(person, Offer(), Cause("form"), people.WORDS)
    assert queries.standing(person) == ()


def test_stopp_by_mail_names_the_seat_and_the_membership(event: Event) -> None:
    """A40: the newsletter stops, the seat is untouched, and the receipt says so."""
    person = with_everything(event)
    assert signup.stop(person, STOPP)
    receipt = session.query(Message).filter_by(letter="contacts.unsubscribed").one()
    assert [line.partition(":")[0] for line in receipt.fields["kept"]] == [
        "Du er Pådriver i Pådriv Havnevik",
        "Plassen din",
    ]
