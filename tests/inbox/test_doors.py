"""One answer that comes in by several doors is acted on once."""

import smtplib
from collections.abc import Callable
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.core import trail
from service.core.db import session
from service.core.imap import Mailbox
from service.events.models import Registration
from service.inbox.models import Inbound
from service.outbox.models import Message
from tests.dovecot import PASSWORD, dovecot
from tests.inbox import wire
from tests.inbox.conftest import box, letters_after
from tests.processes import free_port
from workers.imap import Poller, connected
from workers.lmtp import Door

RETURNS = b"Return-Path: <aerlig@havnevik.example>\r\n"


class Doors:
    """LMTP, a mailbox that we empty, and the worker behind both."""

    def __init__(self, app: Flask, lmtp: int, imap: int, work: Callable[[], None]) -> None:
        self.app, self.work, self.lmtp = app, work, lmtp
        self.mailbox = Mailbox("imap", "127.0.0.1", imap, "svar", PASSWORD)

    def over_lmtp(self, to: str, raw: bytes) -> None:
        session.rollback()
        door = Door(self.app, f"127.0.0.1:{free_port()}")
        door.start()
        with smtplib.LMTP("127.0.0.1", door.port) as talk:
            talk.sendmail("aerlig@havnevik.example", [to], raw)
        door.close()
        self.work()

    def over_imap(self, to: str, raw: bytes) -> None:
        session.rollback()
        with connected(self.mailbox) as client:
            client.append("INBOX", RETURNS + b"X-Original-To: " + to.encode() + b"\r\n" + raw)
            client.select_folder("INBOX")
            Poller(self.app, self.mailbox, Event()).empty(client)
        self.work()


@pytest.mark.postfix
@pytest.mark.parametrize("order", ["lmtp first", "imap first", "each twice"])
def test_a_yes_that_comes_by_two_doors_is_applied_once(
    app: Flask, seat: Registration, letter: Message, worker: Callable[[], None], order: str
) -> None:
    to = box(letter)
    raw = wire.mail(to, "Ja, jeg kommer")
    before = len(trail.of(seat))
    with dovecot() as ports:
        doors = Doors(app, *ports, worker)
        ways = [doors.over_lmtp, doors.over_imap]
        for way in {"lmtp first": ways, "imap first": ways[::-1], "each twice": ways * 2}[order]:
            way(to, raw)
    session.refresh(seat)
    assert seat.state == "confirmed"
    assert len(trail.of(seat)) == before + 1
    assert len(letters_after(letter)) == 1
    reasons = select(Inbound.state, Inbound.reason, func.count()).group_by(
        Inbound.state, Inbound.reason
    )
    assert sorted(map(tuple, session.execute(reasons))) == [
        ("applied", "", 1),
        ("filed", "duplicate", 1),
    ]
