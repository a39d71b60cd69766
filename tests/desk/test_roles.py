"""What a role may not do is not offered to it: no button that would be refused."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from service.communities.models import Community
from service.core.db import session
from service.events import actions as events
from service.inbox.models import Inbound
from tests import people
from tests.campaigns.conftest import a_letter
from tests.events.planning import AGOT, ANCHOR, breakfast, coming, plan

HERE = "/admin/havnevik"
KEPT_OUT = ("/events/new", "/letters/new", "/settings/team", "/events/1/door", "/letters/1/nb")
POSTS = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]*)"')
DOORS = re.compile(r"/door|/edit\"|/new\"")
PAGES = (
    "/",
    "/search?q=a",
    "/members",
    "/undelivered",
    "/letters/",
    "/letters/1",
    "/letters/1/readers",
    "/events/",
    "/events/1",
    "/events/2",
    "/people",
    "/people/1",
    "/inbox",
    "/inbox?tab=waiting",
    "/inbox/1",
    "/inbox/2",
    "/settings",
    "/forms",
)


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with time_machine.travel(ANCHOR, tick=False):
        yield


def mail(community: Community, state: str) -> Inbound:
    return Inbound(
        community=community,
        recipient="svar@havnevik.example",
        envelope_from="aerlig@havnevik.example",
        sender="aerlig@havnevik.example",
        raw=b"",
        digest=state,
        state=state,
        reason="unclear",
    )


@pytest.fixture
def busy(community: Community) -> Community:
    """A guest, two drafts, a reader of letters, a mail that waits and one that is filed."""
    coming(breakfast(community))
    events.draft(community, plan(title="Kladd"), AGOT)
    people.subscriber(community)
    a_letter(community)
    session.add_all([mail(community, "waiting"), mail(community, "filed")])
    session.commit()
    return community


@pytest.fixture
def reader(client: FlaskClient, busy: Community) -> FlaskClient:
    member = people.staff(busy, "leser@havnevik.example", "Leser", "reader")
    session.commit()
    return people.sign_in(client, member)


@pytest.mark.parametrize("page", PAGES)
def test_a_reader_finds_nothing_to_press(reader: FlaskClient, page: str) -> None:
    shown = reader.get(f"{HERE}{page}", follow_redirects=True)
    assert shown.status_code == 200
    assert POSTS.findall(shown.text) == ["/admin/sign-out"]
    assert DOORS.findall(shown.text) == []


def test_whoever_writes_finds_the_buttons(client: FlaskClient, busy: Community) -> None:
    people.sign_in(client, busy.staff[0])
    posts = [len(POSTS.findall(client.get(f"{HERE}{page}").text)) for page in PAGES]
    assert sum(posts) > len(PAGES)


@pytest.mark.parametrize("page", KEPT_OUT)
def test_a_refusal_keeps_the_way_on(reader: FlaskClient, page: str) -> None:
    refused = reader.get(f"{HERE}{page}")
    assert refused.status_code == 403
    assert 'class="rail"' in refused.text
