"""Which addresses are ours, and for whom a mail is when only its header can say so."""

import pytest
from flask import Flask
from redis import Redis

from service.communities.models import Community
from service.core import tokens
from service.inbox import intake
from service.outbox.models import Message
from tests import people
from tests.inbox.conftest import DOMAIN, box

HEI = f"hei@{DOMAIN}"


@pytest.mark.parametrize("name", intake.BOXES)
def test_a_box_needs_a_genuine_token(letter: Message, name: str) -> None:
    ours = box(letter, name)
    flipped = ours.replace(letter.token, letter.token[:-1] + ("a", "b")[letter.token[-1] == "a"])
    for good in (ours, ours.upper(), f"{ours}."):
        assert intake.known(good)
    for bad in (flipped, f"{name}+@{DOMAIN}", f"{name}+made-up@{DOMAIN}", f"x{ours}x"):
        assert not intake.known(bad)


def test_tokens_of_invitations_and_of_copies_are_ours_and_others_are_not(letter: Message) -> None:
    def address(purpose: str) -> str:
        return f"rsvp+{tokens.sign(purpose, 7)}@{DOMAIN}"

    assert [intake.known(address(purpose)) for purpose in ("rsvp", "copy", "mine", "door")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("recipient", "ours"),
    [
        (HEI, True),
        (f"reply@{DOMAIN}", True),  # its token was lost on the way: the header may still tell
        (f"hei+anything@{DOMAIN}", True),
        (f"News+Havnevik@{DOMAIN}", True),
        (f"news+elsewhere@{DOMAIN}", False),
        (f"talk+havnevik@{DOMAIN}", False),  # its channel is not open
        ("post@havnevik.example", True),
        ("POST@Havnevik.example", True),
        ("postmaster", True),
        ("gro@havnevik.example", False),
        (f"hei@sub.{DOMAIN}", False),
        ("hei", False),
        ("", False),
        ("<>", False),
        ("@", False),
    ],
)
def test_our_domain_and_our_senders_are_known(
    community: Community, recipient: str, ours: bool
) -> None:
    assert intake.known(recipient) is ours


@pytest.mark.usefixtures("community")
def test_among_several_communities_a_made_up_name_is_refused() -> None:
    people.voorbeeldstad()
    names = ("hei", "hei+anything", "reply", "postmaster", "calendar", "news+havnevik")
    known = [intake.known(f"{name}@{DOMAIN}") for name in names]
    assert known == [False, False, True, True, True, True]
    assert intake.known("post@havnevik.example")


@pytest.mark.parametrize(
    ("header", "to"),
    [
        ("To: {reply}", ["{reply}"]),
        ("Delivered-To: svar@{domain}\r\nX-Original-To: {reply}\r\nTo: {other}", ["{reply}"]),
        ("Delivered-To: {reply}\r\nTo: {other}", ["{reply}"]),
        ("ENVELOPE-TO:\t<{reply}>", ["{reply}"]),
        ("To: Pådriv <x@y.example>,\r\n Svar\r\n\t<{reply}>", ["{reply}"]),
        ('To: "{reply}" <x@y.example>', ["{reply}"]),
        ("To: {reply}, {other}, {reply}", ["{reply}", "{other}"]),
        ("Delivered-To: inn@{domain}\r\nTo: news+havnevik@{domain}", ["news+havnevik@{domain}"]),
        ("Cc: hei@{domain}", ["hei@{domain}"]),
        ("To: post@havnevik.example, hei@{domain}", ["post@havnevik.example"]),
        ("To: reply+made-up@{domain}", []),
        ("To: gro@post.example\r\nSubject: {reply}", []),
        ("Subject: x\r\n\r\nTo: {reply}", []),
        ("", []),
    ],
)
def test_for_whom_a_mail_is(letter: Message, header: str, to: list[str]) -> None:
    words = {"reply": box(letter), "other": box(letter, "stop"), "domain": DOMAIN}
    raw = header.format(**words).encode() + b"\r\n\r\nHei\r\n"
    assert intake.addressed(raw) == [each.format(**words) for each in to]
    assert intake.addressed(raw.replace(b"\r\n", b"\n")) == [each.format(**words) for each in to]


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        ("Return-Path: <gro@post.example>", "gro@post.example"),
        ("Return-Path: gro@post.example", "gro@post.example"),
        ("Return-Path: <>", "<>"),
        ("From: gro@post.example", ""),
        ("Return-Path: nonsense", ""),
    ],
)
def test_where_the_envelope_came_from(header: str, sender: str) -> None:
    assert intake.envelope_from(header.encode() + b"\r\n\r\nHei") == sender


@pytest.mark.parametrize(
    "raw",
    [
        b"\0" * 1000,
        b"To: " + b"a" * 2_000_000,
        b"To: " + b"@" * 2_000_000,
        b"To: " + b"a@b," * 500_000,
        b"To:\r\n" + b" \r\n" * 500_000,
        b"To: \xff\xfe <\xc3@\x80.example>\r\n\r\n",
    ],
    ids=["nul", "long", "at", "many", "folded", "latin"],
)
def test_no_header_is_too_odd(community: Community, raw: bytes) -> None:
    assert intake.addressed(raw) == []


def test_when_redis_is_away_nobody_is_kept_out(app: Flask, letter: Message) -> None:
    app.extensions["redis"] = Redis.from_url("redis://127.0.0.1:1")
    assert not any(intake.crowded(box(letter)) for _ in range(intake.HOURLY + 1))


def test_an_address_has_its_own_measure_in_any_case(letter: Message) -> None:
    address = box(letter)
    assert [intake.crowded(address) for _ in range(intake.HOURLY)] == [False] * intake.HOURLY
    assert intake.crowded(address.upper())
    assert not intake.crowded(box(letter, "bounce"))
    assert not intake.crowded(HEI)
