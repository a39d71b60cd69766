"""Letters and readers for the tests of this folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from service.campaigns import actions
from service.campaigns.models import Campaign
from service.communities.models import Community, Staff
from service.contacts.models import Person
from service.core.db import session
from service.core.trail import Cause
from tests import people
from workers.campaign import send_batch

BY = Cause("admin", "Ågot Prøvesen")
EVENT = {
    "title": "Frokost",
    "when": "onsdag 20. januar 2027 kl. 08.00",
    "where": "Biblioteket",
    "url": "https://paadriv.example/havnevik/events/frokost",
}

Letter = Callable[..., Campaign]
Readers = Callable[..., list[Person]]


@pytest.fixture
def letter(community: Community) -> Letter:
    """letter("nb", "nn") is a draft that may be sent, in these languages."""

    def write(*languages: str, where: Community | None = None) -> Campaign:
        return a_letter(where or community, languages or ("nb",))

    return write


def a_letter(community: Community, languages: tuple[str, ...] = ("nb",)) -> Campaign:
    campaign = actions.draft(community, "Januar", languages[0], BY)
    first = campaign.editions[0]
    actions.head(first, "Hold av 20. januar 2027", "Frokost og et tørt rom", BY)
    actions.add_block(first, "event", EVENT, BY)
    actions.add_block(first, "text", {"heading": "Nytt", "body": "Seks **hyller**."}, BY)
    for language in languages[1:]:
        actions.add_edition(campaign, language, first, BY)
    session.commit()
    return campaign


@pytest.fixture
def readers(community: Community) -> Readers:
    """readers(3) are three people whose newsletter is on."""

    def gather(number: int, language: str = "nb", where: Community | None = None) -> list[Person]:
        return some_readers(where or community, number, language)

    return gather


def some_readers(community: Community, number: int, language: str = "nb") -> list[Person]:
    return [
        people.subscriber(
            community, f"{language}{n}@havnevik.example", f"Leser{n} Fiktås", language
        ).person
        for n in range(number)
    ]


@pytest.fixture
def agot(community: Community) -> Staff:
    return community.staff[0]


@pytest.fixture
def desk(client: FlaskClient, agot: Staff) -> FlaskClient:
    """Ågot, signed in. Forms need no token here: the tests of the house look at that."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    client.application.config["WTF_CSRF_CHECK_DEFAULT"] = False
    return people.sign_in(client, agot)


@pytest.fixture
def worker(worker: Callable[[], None]) -> Callable[[], None]:
    """As everywhere, but our own transaction ends first: on SQLite it would lock theirs out."""

    def work() -> None:
        session.commit()
        worker()

    return work


def turn(campaign: Campaign) -> None:
    """One turn of a sender, whatever the queues say."""
    campaign_id = campaign.id
    session.commit()
    send_batch(campaign_id)


@pytest.fixture
def queries_made() -> Callable[[], Any]:
    """`with queries_made() as made:` collects what the database is asked meanwhile."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        made: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT", "DELETE")):
                made.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield made
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return collect
