"""Numbers for a monitor: well formed, true, cheap, and for nobody but who may have them."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from service.campaigns import actions
from service.campaigns.models import Campaign
from service.communities.models import Community
from service.core import clock, queue
from service.core.db import session
from service.core.metrics import Gauge, by, written
from service.inbox.models import Inbound
from service.outbox.models import Delivery, Mailing, Message
from service.outbox.rules import State
from tests import people
from tests.campaigns.conftest import BY, a_letter, some_readers
from tests.visits import counted

LINE = re.compile(r'[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? \d+(\.\d+)?')
FAR = {"REMOTE_ADDR": "203.0.113.9"}
TOKEN = "a-token-long-enough-for-this"


@pytest.fixture(autouse=True)
def still() -> Iterator[None]:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


def under_way(community: Community, *states: State) -> Campaign:
    """A letter to as many readers as states are given; the first sign of life was a minute ago."""
    some_readers(community, len(states))
    campaign = a_letter(community)
    actions.schedule(campaign, clock.now(), BY)
    actions.begin(campaign)
    mailing = session.query(Mailing).filter_by(about_id=campaign.id).one()
    mailing.touched_at = clock.now() - timedelta(seconds=60)
    rows = session.query(Delivery).filter_by(mailing_id=mailing.id).order_by(Delivery.seq)
    for row, state in zip(rows, states, strict=True):
        row.state = state
        row.done_at = clock.now() if state in (State.SENT, State.FAILED) else None
    session.commit()
    return campaign


def numbers(client: FlaskClient) -> dict[str, float]:
    page = client.get("/metrics").text
    lines = [line for line in page.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_it_is_the_text_format_of_prometheus(community: Community, client: FlaskClient) -> None:
    under_way(community, State.WAITING)
    reply = client.get("/metrics")
    assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = reply.text.splitlines()
    plain = [line for line in lines if not line.startswith("# ")]
    assert [line for line in plain if not LINE.fullmatch(line)] == []
    helps = [line.split()[2] for line in lines if line.startswith("# HELP ")]
    types = [line.split()[2:] for line in lines if line.startswith("# TYPE ")]
    assert types == [[name, "gauge"] for name in helps]
    assert {re.split(r"[{ ]", line)[0] for line in plain} == set(helps)
    assert reply.text.endswith("\n")


def test_a_label_may_hold_anything() -> None:
    gauge = Gauge("x", "What it is.", by("name", {'a"b\\c\nd': 1, "e": 1_234_567.5}))
    lines = ['x{name="a\\"b\\\\c\\nd"} 1', 'x{name="e"} 1234567.5', ""]
    assert written([gauge]).split("\n")[2:] == lines
    assert written([Gauge("y", "Bare.", {(): 3})]).endswith("\ny 3\n")


def test_the_numbers_are_those_of_the_rows(
    app: Flask, community: Community, client: FlaskClient
) -> None:
    states = State.WAITING, State.WAITING, State.SENT, State.DEFERRED, State.FAILED, State.UNCERTAIN
    campaign = under_way(community, *states)
    message = {"community": community, "letter": "x.y", "fields": {}, "language": "nb"}
    message |= {"stream": "service", "about_feature": "x", "about_id": 1}
    session.add_all([Message(**message, state=state) for state in ("waiting", "failed", "sent")])
    mail = {"community": community, "recipient": "a", "envelope_from": "b", "raw": b""}
    session.add_all([Inbound(**mail, digest=state, state=state) for state in ("new", "filed")])
    session.commit()
    queue.enqueue("tick", 1)
    assert {name: value for name, value in numbers(client).items() if value} == {
        'paadriv_deliveries{state="waiting"}': 2,
        'paadriv_deliveries{state="sent"}': 1,
        'paadriv_deliveries{state="deferred"}': 1,
        'paadriv_deliveries{state="failed"}': 1,
        'paadriv_deliveries{state="uncertain"}': 1,
        'paadriv_deliveries_last_day{state="sent"}': 1,
        'paadriv_deliveries_last_day{state="failed"}': 1,
        'paadriv_mailings{state="running"}': 1,
        f'paadriv_mailing_silent_seconds{{feature="campaigns",id="{campaign.id}"}}': 60,
        'paadriv_messages{state="waiting"}': 1,
        'paadriv_messages{state="failed"}': 1,
        'paadriv_inbox{state="new"}': 1,
        'paadriv_queue_jobs{queue="bulk"}': 1,
        'paadriv_queue_jobs{queue="urgent"}': 1,
    }


def test_a_quiet_house_has_only_zeros(app: Flask, client: FlaskClient) -> None:
    found = numbers(client)
    assert set(found.values()) == {0}
    assert len(found) > 15


def test_a_letter_that_is_done_counts_for_a_day(
    app: Flask, community: Community, client: FlaskClient
) -> None:
    campaign = under_way(community, State.SENT)
    actions.finish(campaign)
    session.commit()
    found = numbers(client)
    assert found['paadriv_deliveries{state="sent"}'] == 0
    assert found['paadriv_deliveries_last_day{state="sent"}'] == 1
    app.extensions["deliveries"].clear()
    with time_machine.travel("2026-11-27T12:00:00Z", tick=False):
        assert numbers(client)['paadriv_deliveries_last_day{state="sent"}'] == 0


def test_nobody_else_finds_it(app: Flask, client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=FAR).status_code == 404
    behind = {"X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=behind).status_code == 404
    odd = {"REMOTE_ADDR": "not an address"}
    assert client.get("/metrics", environ_base=odd).status_code == 404


def test_who_shows_the_token_is_let_in(app: Flask, client: FlaskClient) -> None:
    """Without one in the settings, no header opens it: not even an empty one."""
    empty = {"Authorization": "Bearer "}
    assert client.get("/metrics", environ_base=FAR, headers=empty).status_code == 404
    object.__setattr__(app.config["SETTINGS"], "metrics_token", TOKEN)
    codes = {
        shown: client.get(
            "/metrics", environ_base=FAR, headers={"Authorization": shown}
        ).status_code
        for shown in (f"Bearer {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer æ", "")
    }
    assert codes == dict.fromkeys(codes, 404) | {f"Bearer {TOKEN}": 200}


def test_nothing_about_anybody_is_said(community: Community, client: FlaskClient) -> None:
    under_way(community, State.FAILED)
    page = client.get("/metrics").text
    assert "@" not in page
    assert "Leser" not in page


def test_without_redis_it_says_that_it_is_not_ready(app: Flask, client: FlaskClient) -> None:
    ready = app.extensions["redis"]
    app.extensions["redis"] = Redis.from_url("redis://127.0.0.1:1")
    try:
        reply = client.get("/metrics")
    finally:
        app.extensions["redis"] = ready
    assert (reply.status_code, reply.text) == (503, "not ready: ConnectionError\n")


def test_it_asks_as_much_for_many_as_for_few_and_counts_seldom(
    app: Flask, community: Community, client: FlaskClient
) -> None:
    under_way(community, State.WAITING)
    with counted() as few:
        client.get("/metrics")
    under_way(people.voorbeeldstad(), *[State.WAITING] * 3)
    app.extensions["deliveries"].clear()
    with counted() as many:
        client.get("/metrics")
    assert len(many) == len(few)
    app.extensions["deliveries"]["until"] = float("inf")
    with counted() as again:
        client.get("/metrics")
    assert [sql for sql in again if "delivery" in sql.lower()] == []
