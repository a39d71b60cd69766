"""What phones at the door tell afterwards: each act counts once, whoever tells it, however late."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.events import actions, queries
from service.events.models import DoorAct, Event, Registration
from tests import people
from tests.events.planning import AGOT, breakfast, coming

pytestmark = pytest.mark.usefixtures("still")
LI = {"nonce": "li-came-by-01", "act": "walk-in", "name": "Li"}


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=3)


def sync(client: FlaskClient, event: Event, *acts: Any) -> Any:
    reply = client.post(f"/door/{event.door_token}/sync", json={"acts": list(acts)})
    session.expire_all()
    return reply


def act(what: str, row: Registration, nonce: str = "anne-came-01", **more: Any) -> dict[str, Any]:
    return {"nonce": nonce, "act": what, "number": row.id} | more


def test_an_act_told_twice_counts_once(event: Event, client: FlaskClient) -> None:
    row = coming(event, "anne")
    for _ in range(2):
        assert sync(client, event, act("arrived", row), LI).json == {"refused": {}}
    assert row.state == "attended"
    assert [each.name for each in queries.rows(event, ["attended"])] == ["Anne Køesen", "Li"]
    assert session.scalar(select(func.count()).select_from(DoorAct)) == 2


def test_an_old_act_told_again_does_not_undo_what_another_phone_did(
    event: Event, client: FlaskClient
) -> None:
    row = coming(event, "anne")
    first = act("arrived", row)
    sync(client, event, first)
    sync(client, event, act("undo", row, "other-phone-1"))
    sync(client, event, first)
    assert row.state == "confirmed"


def test_two_phones_that_press_the_same_name_agree(event: Event, client: FlaskClient) -> None:
    row = coming(event, "anne")
    for phone in ("one", "two"):
        assert sync(client, event, act("arrived", row, f"{phone}-phone-1")).json == {"refused": {}}
    assert (row.state, queries.counts(event)) == ("attended", {"attended": 1})


def test_the_time_is_when_they_came_and_not_when_it_was_told(
    event: Event, client: FlaskClient, still: time_machine.Traveller
) -> None:
    row, then = coming(event, "anne"), clock.now()
    still.shift(timedelta(hours=2))
    sync(client, event, act("arrived", row, at=int(then.timestamp() * 1000)))
    assert row.arrived_at == then
    late = coming(event, "bo")
    wrong = int((clock.now() + timedelta(days=300)).timestamp() * 1000)
    sync(client, event, act("arrived", late, "wrong-clock-1", at=wrong))
    assert late.arrived_at == clock.now()  # a phone whose clock is wrong


def test_what_cannot_be_is_told_and_the_rest_counts(event: Event, client: FlaskClient) -> None:
    row = coming(event, "anne")
    gone = {"nonce": "nobody-at-all", "act": "arrived", "number": 999}
    blank = {"nonce": "no-name-here", "act": "walk-in", "name": "  "}
    reply = sync(client, event, gone, blank, act("arrived", row))
    assert len(reply.json["refused"]) == 2
    assert row.state == "attended"


BAD: list[Any] = [
    None,
    [],
    {"acts": "x"},
    {"acts": [1]},
    {"acts": [{"nonce": "short", "act": "arrived"}]},
    {"acts": [{"nonce": "long-enough-1", "act": "delete"}]},
    {"acts": [{"nonce": "long-enough-1", "act": "arrived", "number": "7"}]},
    {"acts": [{"nonce": "long-enough-1", "act": "arrived", "number": 2**40}]},
    {"acts": [{"nonce": ["x"], "act": "walk-in"}]},
    {"acts": [{"nonce": "long-enough-1", "act": "walk-in", "name": 7}]},
    {"acts": [LI] * 501},
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_what_is_no_list_of_acts_is_refused_with_a_sentence(
    event: Event, client: FlaskClient, body: Any
) -> None:
    reply = client.post(f"/door/{event.door_token}/sync", json=body)
    assert reply.status_code == 400
    assert "kan ikke leses" in reply.json["error"]
    assert client.post(f"/door/{event.door_token}/sync", data=b"{").status_code == 400


def test_names_from_a_phone_are_plain(event: Event, client: FlaskClient) -> None:
    sync(client, event, LI | {"name": "Li\x00\r\n<b>"})
    assert queries.rows(event, ["attended"])[0].name == "Li <b>"
    assert "&lt;b&gt;" in client.get(f"/door/{event.door_token}").text


def test_a_door_takes_nothing_for_another(
    event: Event, community: Community, client: FlaskClient
) -> None:
    other = breakfast(community, title="En annen")
    elsewhere = breakfast(people.voorbeeldstad(), title="Elders")
    rows = [coming(other, "anne"), coming(elsewhere, "bo")]
    for number, row in enumerate(rows):
        reply = sync(client, event, act("arrived", row, f"not-mine-{number}"))
        assert len(reply.json["refused"]) == 1
        assert row.state == "confirmed"


def test_the_link_is_good_for_the_day_and_the_next(
    event: Event, client: FlaskClient, still: time_machine.Traveller
) -> None:
    row = coming(event, "anne")
    door = f"/door/{event.door_token}"
    still.move_to(event.end + timedelta(days=1))
    assert client.get(door).status_code == 200
    still.move_to(event.end + timedelta(days=1, seconds=1))
    page = client.get(door)
    assert (page.status_code, "gjaldt dagen for arrangementet" in page.text) == (410, True)
    assert client.post(f"{door}/arrived/{row.id}").status_code == 410
    assert sync(client, event, act("arrived", row)).status_code == 410
    assert actions.arrive(row, AGOT)  # staff put it right


def test_the_worker_is_kept_to_the_doors(client: FlaskClient) -> None:
    reply = client.get("/door/worker.js")
    assert (reply.status_code, reply.mimetype) == (200, "text/javascript")
    assert reply.headers["Cache-Control"] == "no-cache"
