"""A letter to answer, the door on a port of its own, and one conversation with it."""

import smtplib
from collections.abc import Iterator

import pytest
from flask import Flask

from emails.members.welcome import Welcome
from service.communities.models import Community
from service.core.db import session
from service.outbox import actions
from service.outbox.actions import About
from service.outbox.models import Message
from tests import people
from tests.nameserver import Nameserver, nameserver
from tests.processes import free_port
from workers.lmtp import Door


@pytest.fixture
def letter(community: Community) -> Message:
    """Sent to Ærlig about nothing that any feature knows."""
    person = people.person(community)
    message = actions.post(
        Welcome("Ærlig", None, None, "https://paadriv.example/mine/x"), person, About("members", 1)
    )
    assert message is not None
    session.commit()
    return message


@pytest.fixture
def dns() -> Iterator[Nameserver]:
    """It knows nothing yet."""
    with nameserver() as server:
        yield server


@pytest.fixture(params=["lmtp", "smtp"])
def door(request: pytest.FixtureRequest, app: Flask) -> Iterator[Door]:
    door = Door(app, f"{request.param}://127.0.0.1:{free_port()}")
    door.start()
    yield door
    if not door.handler.closing:
        door.close()


@pytest.fixture
def talk(door: Door) -> Iterator[smtplib.SMTP]:
    """A mail server that has something for us."""
    kind = smtplib.LMTP if door.lmtp else smtplib.SMTP
    with kind("127.0.0.1", door.port) as server:
        server.ehlo_or_helo_if_needed()
        yield server


def offer(
    talk: smtplib.SMTP, recipient: str, raw: bytes, sender: str = "gro@elsewhere.example"
) -> tuple[int, str]:
    """The last reply of one transaction."""
    talk.mail(sender)
    code, words = talk.rcpt(recipient)
    if code != 250:
        return code, words.decode()
    code, words = talk.data(raw)
    return code, words.decode()
