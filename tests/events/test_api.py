"""Events for programs: what anybody may read, what a key opens, and every refusal a problem."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.communities import actions as communities
from service.communities import queries as keys
from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.events import actions, queries
from service.events.models import Event
from tests import people
from tests.events.planning import AGOT, breakfast, coming, letters, plan
from tests.events.test_public import questions

pytestmark = pytest.mark.usefixtures("still")
HERE = "/api/v1/havnevik/events"
GRO = {"name": "Gro Køesen", "email": "gro@havnevik.example"}
LI = {"nonce": "li-came-by-01", "act": "walk-in", "name": "Li"}


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=3)


@pytest.fixture
def key(community: Community) -> dict[str, str]:
    secret = communities.make_key(community, "Kommunens nettside", "Ågot")
    session.commit()
    return {"Authorization": f"Bearer {secret}"}


def test_anybody_may_read_what_is_coming(event: Event, client: FlaskClient) -> None:
    actions.draft(event.community, plan(title="Bare en tanke"), AGOT)
    coming(event, "anne")
    found = client.get(HERE).get_json()["events"]
    assert [(each["title"], each["seats_left"]) for each in found] == [(event.title, 2)]
    one = client.get(f"{HERE}/{event.id}")
    assert one.get_json() == found[0]
    assert "anne" not in one.text.casefold()
    assert "Set-Cookie" not in one.headers


def test_a_key_reads_signs_up_and_checks_in(
    event: Event, client: FlaskClient, key: dict[str, str]
) -> None:
    made = client.post(f"{HERE}/{event.id}/registrations", json=GRO, headers=key)
    assert (made.status_code, made.get_json()["state"]) == (201, "held")
    assert letters() == ["confirm_place"]  # the person still says yes
    rows = client.get(f"{HERE}/{event.id}/registrations", headers=key).get_json()
    assert [row["email"] for row in rows["registrations"]] == ["gro@havnevik.example"]
    assert rows["next_after"] is None
    arrived = {"nonce": "gro-came-01", "act": "arrived", "number": made.get_json()["id"]}
    told = [
        client.post(f"{HERE}/{event.id}/check-ins", json=act, headers=key).get_json()["counted"]
        for act in (arrived, arrived, LI, LI)
    ]
    assert told == [True, False, True, False]
    session.expire_all()
    assert queries.counts(event) == {"attended": 2}


KEYED = [("get", "registrations"), ("post", "registrations"), ("post", "check-ins")]


SHOWN = ["", "Bearer", "Bearer nonsense", "Basic x", "withdrawn", "other"]


@pytest.mark.parametrize("asked", KEYED, ids=[" ".join(each) for each in KEYED])
@pytest.mark.parametrize("shown", SHOWN)
def test_without_a_key_of_its_own_nothing_opens(
    event: Event, client: FlaskClient, key: dict[str, str], asked: tuple[str, str], shown: str
) -> None:
    method, path = asked
    headers = {"Authorization": shown}
    if shown == "withdrawn":
        headers = key
        keys.api_keys(event.community)[0].withdrawn_at = clock.now()
    if shown == "other":
        secret = communities.make_key(people.voorbeeldstad(), "Elders", "Ruben")
        headers = {"Authorization": f"Bearer {secret}"}
    session.commit()
    reply = getattr(client, method)(f"{HERE}/{event.id}/{path}", headers=headers)
    assert (reply.status_code, reply.mimetype) == (401, "application/problem+json")
    assert reply.get_json()["type"] == "api.key"


BAD: list[tuple[str, Any, int]] = [
    ("registrations", None, 400),
    ("registrations", [], 400),
    ("registrations", {}, 422),
    ("registrations", GRO | {"email": "gro"}, 422),
    ("registrations", GRO | {"name": 7}, 422),
    ("registrations", GRO | {"guests": "two"}, 422),
    ("registrations", GRO | {"guests": 3}, 422),
    ("check-ins", {"nonce": "x"}, 422),
    ("check-ins", LI | {"name": ""}, 422),
    ("check-ins", {"nonce": "nobody-here", "act": "arrived", "number": 999}, 404),
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_every_refusal_is_a_problem_with_a_sentence(
    event: Event, client: FlaskClient, key: dict[str, str], bad: tuple[str, Any, int]
) -> None:
    path, sent, status = bad
    reply = client.post(f"{HERE}/{event.id}/{path}", json=sent, headers=key)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert reply.get_json()["title"]
    assert letters() == []


def test_drafts_and_other_communities_do_not_exist(
    event: Event, community: Community, client: FlaskClient, key: dict[str, str]
) -> None:
    draft = actions.draft(community, plan(title="Bare en tanke"), AGOT)
    elsewhere = breakfast(people.voorbeeldstad())
    session.commit()
    for number in (draft.id, elsewhere.id, 999):
        assert client.get(f"{HERE}/{number}").status_code == 404
        found = client.get(f"{HERE}/{number}/registrations", headers=key)
        assert found.status_code == 404
    lost = client.get("/api/v1/nowhere/events")
    assert (lost.status_code, lost.mimetype) == (404, "application/problem+json")


def test_pages_of_a_hundred_cost_no_more_than_one(
    event: Event, client: FlaskClient, key: dict[str, str]
) -> None:
    client.environ_base.update({"HTTP_AUTHORIZATION": key["Authorization"]})
    path = f"{HERE}/{event.id}/registrations"
    coming(event, "anne")
    one = questions(client, path)
    for handle in ("bo", "cato"):
        coming(event, handle)
    assert questions(client, path) == one
    first = queries.rows_after(event, 0, 2)
    assert len(queries.rows_after(event, first[-1].id, 2)) == 1


def test_the_description_names_every_address(app: Flask, client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").get_json()
    named = {
        (
            path.replace("{community}", "<community_slug>").replace("{event_id}", "<int:event_id>"),
            way,
        )
        for path, calls in told["paths"].items()
        for way in calls
        if way != "parameters"
    }
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("events_api.")]
    served = {
        (rule.rule.removeprefix("/api/v1"), way.lower())
        for rule in rules
        for way in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.endswith("openapi.json")
    }
    assert named == served


def test_an_owner_makes_a_key_and_sees_it_once(community: Community, client: FlaskClient) -> None:
    owner = people.staff(community, "eier@havnevik.example", "Eier", role="owner")
    session.commit()
    people.sign_in(client, owner)
    path = "/admin/havnevik/settings/keys"
    page = client.get(path).text
    token = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    made = client.post(path, data={"name": "Nettsiden", "csrf_token": token})
    secret = made.text.partition('<pre tabindex="0">')[2].partition("<")[0]
    assert secret.startswith("paadriv_")
    assert secret not in client.get(path).text
    number = keys.api_keys(community)[0].id
    assert client.post(f"{path}/{number}/withdraw", data={"csrf_token": token}).status_code == 303
    session.expire_all()
    assert keys.api_keys(community) == []
    manager = people.sign_in(client, community.staff[0])
    assert manager.get(path).status_code == 403
