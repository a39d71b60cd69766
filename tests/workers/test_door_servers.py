"""Real mail servers before the door, configured as docs/inbound.md says."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from service.core.db import session
from service.inbox.models import Inbound
from service.outbox.models import Message
from tests.exim import exim
from tests.inbox import wire
from tests.postfix import postfix
from tests.processes import free_port, wait_until
from workers.lmtp import Door

pytestmark = pytest.mark.postfix
DOMAIN = "svar.havnevik.example"
DOCUMENT = (Path(__file__).parents[2] / "docs" / "inbound.md").read_text()


def block(first_line: str) -> str:
    """The file that begins with this line, as the document tells it."""
    found = re.search(rf"^```\n{re.escape(first_line)}\n(.*?)^```$", DOCUMENT, re.M | re.S)
    assert found
    return found[1]


@contextmanager
def door_of(app: Flask) -> Iterator[int]:
    session.rollback()
    door = Door(app, f"127.0.0.1:{free_port()}")
    door.start()
    yield door.port
    door.close()


def kept() -> list[str]:
    found = list(session.scalars(select(Inbound.recipient).order_by(Inbound.id)))
    session.rollback()
    return found


def named(port: int, recipient: str) -> int:
    """What the world hears when it names this recipient, and hands over a mail if it may."""
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as talk:
        talk.ehlo()
        talk.mail("gro@post.example")
        code = talk.rcpt(recipient)[0]
        if code == 250:
            assert talk.data(wire.mail(recipient, "Hei"))[0] == 250
        return code


@pytest.fixture
def relaying(app: Flask, tmp_path: Path) -> Iterator[int]:
    """Postfix as the document has it, but for our own port and place."""
    tmp_path.chmod(0o755)
    recipients = tmp_path / "paadriv_recipients"
    recipients.write_text(block("# /etc/postfix/paadriv_recipients"))
    with door_of(app) as door:
        told = block("# /etc/postfix/main.cf").replace("2424", str(door))
        told = told.replace("/etc/postfix/paadriv_recipients", str(recipients))
        with postfix(DOMAIN, door, 1, f"mydestination =\n{told}") as port:
            yield port


def test_postfix_as_documented_refuses_at_once_what_the_door_would(
    letter: Message, relaying: int
) -> None:
    box = f"reply+{letter.token}@{DOMAIN}"
    forged = box.replace(letter.token, "a" * 26)
    session.rollback()
    told = {
        to: named(relaying, to) for to in (box, box.upper(), forged, f"x@{DOMAIN}", "x@y.example")
    }
    assert list(told.values()) == [250, 250, 550, 550, 554]
    wait_until(lambda: len(kept()) == 2, "both mails")
    assert [recipient.lower() for recipient in kept()] == [box, box]


def test_exim_as_documented_hands_over_what_is_ours(app: Flask, letter: Message) -> None:
    box = f"reply+{letter.token}@{DOMAIN}"
    with door_of(app) as door, exim(DOMAIN, door, 1) as port:
        assert named(port, box) == 250
        wait_until(lambda: kept() == [box], "the mail")
