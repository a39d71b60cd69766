"""The door on the web: what a provider may post, how it proves itself, and what it hears."""

import hmac
import json
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.inbox.intake import HOURLY, SIZE
from service.inbox.models import Inbound
from service.outbox.models import Message
from tests.inbox import wire
from tests.inbox.conftest import DOMAIN, box

SECRET = "for-tests-only-and-long"
BASIC = {"Authorization": "Basic " + b64encode(f"provider:{SECRET}".encode()).decode()}
HOOK = "/hooks/inbound"
HEI = f"hei@{DOMAIN}"
FULL = st.binary(max_size=400) | st.text(max_size=200).map(str.encode)
MIMETYPES = (
    "message/rfc822",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "multipart/form-data; boundary=",
)


@pytest.fixture(autouse=True)
def opened(app: Flask, community: Community) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], hook_secret=SECRET)


def post(client: FlaskClient, data: Any, url: str = HOOK, **how: Any) -> TestResponse:
    usual = {"headers": BASIC, "content_type": "message/rfc822"}
    return client.post(url, data=data, **(usual | how))


def signature(body: bytes, secret: str = SECRET, ago: float = 0) -> dict[str, str]:
    time = f"{clock.now().timestamp() - ago:.0f}"
    mac = hmac.new(secret.encode(), f"{time}.".encode() + body, "sha256").hexdigest()
    return {"X-Paadriv-Signature": f"t={time},v1={mac}"}


def kept() -> list[tuple[str, str, bytes]]:
    rows = session.execute(
        select(Inbound.envelope_from, Inbound.recipient, Inbound.raw).order_by(Inbound.id)
    )
    return [(sender, recipient, bytes(raw)) for sender, recipient, raw in rows]


def parted(*fields: tuple[str, bytes]) -> dict[str, Any]:
    """multipart/form-data as providers write it: each field bare, whatever its bytes."""
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in fields
    ]
    return {"data": b"".join(parts) + b"--b--\r\n", "content_type": MIMETYPES[3]}


# What may be posted


RAW = wire.mail(HEI, "Hei på deg").replace("å".encode(), b"\xe5")  # Latin-1 inside: not UTF-8


@pytest.mark.parametrize(
    ("url", "how"),
    [
        (f"{HOOK}?recipient={HEI}&sender=gro@post.example", {"data": RAW}),
        (
            HOOK,
            parted(
                ("to", b"Someone <x@elsewhere.example>"),
                ("envelope", json.dumps({"to": [HEI], "from": "gro@post.example"}).encode()),
                ("from", b"Gro <other@post.example>"),
                ("email", RAW),
            ),
        ),
        (
            f"{HOOK}/mime",
            parted(
                ("recipient", HEI.encode()),
                ("sender", b"gro@post.example"),
                ("from", b"Gro <other@post.example>"),
                ("body-mime", RAW),
            ),
        ),
        (
            f"{HOOK}?recipient={HEI}",
            parted(("from", b"Gro <gro@post.example>"), ("message", RAW)),
        ),
    ],
    ids=["as it is", "sendgrid", "mailgun", "a form"],
)
def test_a_mail_is_kept_byte_for_byte_before_the_200(
    client: FlaskClient, url: str, how: dict[str, Any]
) -> None:
    reply = post(client, url=url, **how)
    assert (reply.status_code, reply.text, reply.headers.get("Set-Cookie")) == (200, "Kept\n", None)
    assert kept() == [("gro@post.example", HEI, RAW)]


def test_an_urlencoded_form_and_json_are_read_too(client: FlaskClient) -> None:
    form = {"recipient": HEI, "sender": "gro@post.example", "body-mime": RAW}
    assert client.post(HOOK, headers=BASIC, data=form).status_code == 200
    raw = wire.mail(HEI, "Hei på deg")
    told = {"OriginalRecipient": HEI, "From": "Gro", "RawEmail": raw.decode()}
    assert client.post(HOOK, headers=BASIC, json=told).status_code == 200
    assert kept() == [("gro@post.example", HEI, RAW), ("", HEI, raw)]


def test_without_an_envelope_the_header_says_for_whom_it_is(
    client: FlaskClient, letter: Message
) -> None:
    raw = b"Return-Path: <gro@post.example>\r\n" + wire.mail(box(letter), "Ja")
    assert post(client, raw).status_code == 200
    assert kept() == [("gro@post.example", box(letter), raw)]


def test_it_is_kept_once_for_each_recipient_of_ours(client: FlaskClient, letter: Message) -> None:
    other = {"to": [HEI, box(letter), f"reply+made-up@{DOMAIN}", "x@y.example"]}
    for _ in range(2):
        how = parted(("envelope", json.dumps(other).encode()), ("email", RAW))
        assert post(client, **how).status_code == 200
    assert [recipient for _, recipient, _ in kept()] == [HEI, box(letter)]


# Who may


def test_a_signature_does_as_well_as_a_password(client: FlaskClient) -> None:
    reply = post(client, RAW, f"{HOOK}?recipient={HEI}", headers=signature(RAW))
    assert reply.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic " + b64encode(b"provider:wrong").decode()},
        {"Authorization": f"Bearer {SECRET}"},
        {"Authorization": "Basic !"},
        signature(RAW, "another-secret-altogether"),
        signature(RAW + b"."),
        signature(RAW, ago=3600),
        signature(RAW, ago=-3600),
        {"X-Paadriv-Signature": "t=,v1="},
        {"X-Paadriv-Signature": "t=²,v1=æ"},
        {"X-Paadriv-Signature": "v1"},
    ],
    ids=range(11),  # not by content: two workers may collect in two seconds
)
def test_who_has_not_the_secret_is_kept_out(client: FlaskClient, headers: dict[str, str]) -> None:
    reply = post(client, RAW, f"{HOOK}?recipient={HEI}", headers=headers)
    assert (reply.status_code, kept()) == (401, [])


def test_without_a_secret_there_is_no_door(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], hook_secret="")
    assert post(client, RAW).status_code == 404
    empty = {"Authorization": "Basic " + b64encode(b"provider:").decode()}
    assert post(client, RAW, headers=empty).status_code == 404


# What is refused


@pytest.mark.parametrize("to", [f"reply+made-up@{DOMAIN}", "gro@elsewhere.example", "gro"])
def test_nobody_of_ours_is_refused_for_good(client: FlaskClient, to: str) -> None:
    raw = wire.mail("gro@elsewhere.example", "Hei")
    assert post(client, raw, f"{HOOK}?recipient={to}").status_code == 406
    assert kept() == []


def test_a_letters_address_takes_only_so_many_an_hour(client: FlaskClient, letter: Message) -> None:
    url = f"{HOOK}?recipient={box(letter)}"
    replies = [post(client, b"Hei %d" % n, url).status_code for n in range(HOURLY + 1)]
    assert replies == [200] * HOURLY + [429]


@pytest.mark.parametrize("wrapped", [False, True])
def test_more_than_40_mb_is_refused(client: FlaskClient, wrapped: bool) -> None:
    raw = b"Subject: x\r\n\r\n" + b"x" * SIZE
    how = parted(("email", raw)) if wrapped else {"data": raw}
    assert post(client, url=f"{HOOK}?recipient={HEI}", **how).status_code == 413
    assert kept() == []


def test_40_mb_are_taken(client: FlaskClient) -> None:
    raw = b"Subject: x\r\n\r\n".ljust(SIZE, b"x")
    assert post(client, url=f"{HOOK}?recipient={HEI}", **parted(("email", raw))).status_code == 200
    assert len(kept()[0][2]) == SIZE


def test_while_the_database_is_away_the_provider_keeps_the_mail(client: FlaskClient) -> None:
    url = f"{HOOK}?recipient={HEI}"
    session.execute(text("ALTER TABLE inbound RENAME TO elsewhere"))
    session.commit()
    reply = post(client, RAW, url)
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "60")
    session.execute(text("ALTER TABLE elsewhere RENAME TO inbound"))
    session.commit()
    assert post(client, RAW, url).status_code == 200
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("mimetype", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[" * 100_000),
        ("application/json", b'{"raw": 7}'),
        ("application/json", b'{"raw": "\\ud800", "envelope": "["}'),
        (MIMETYPES[3], b"--b\r\n\r\n\r\n--b--"),
        (MIMETYPES[3], b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n" * 300 + b"--b--"),
        (MIMETYPES[4], b"--b"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 300)),
        ("message/rfc822", b""),
    ],
)
def test_what_cannot_be_read_is_refused(client: FlaskClient, mimetype: str, body: bytes) -> None:
    reply = post(client, body, content_type=mimetype)
    assert (reply.status_code, reply.mimetype) == (400, "text/plain")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=FULL, mimetype=st.sampled_from(MIMETYPES), query=st.text(max_size=30))
def test_whatever_is_posted_never_fails_us(
    client: FlaskClient, body: bytes, mimetype: str, query: str
) -> None:
    how: dict[str, Any] = {"content_type": mimetype, "query_string": {"recipient": query}}
    assert post(client, body, **how).status_code < 500
