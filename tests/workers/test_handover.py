"""A service letter at the mail server: signed, taken, in doubt, or to be tried again."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from service.app import create_app
from service.core import clock
from service.core.config import SettingError
from service.core.db import session
from service.outbox import due, rules
from service.outbox.delivery import dkim
from service.outbox.models import Message
from tests.conftest import settings_for
from tests.crooked import Manner, crooked
from tests.outbox.test_dkim import RSA, verified
from tests.services import Sink
from tests.tricks import drops, says, usual

Work = Callable[[], None]


def later(moment: timedelta, work: Work) -> None:
    with time_machine.travel(clock.now() + moment, tick=True):
        due.due(clock.now())
        session.commit()
        work()


@pytest.mark.parametrize("in_doubt", ["resend", "hold"])
def test_a_letter_in_doubt_is_sent_again_after_a_minute_as_the_same_letter(
    app: Flask, letter: Message, worker: Work, in_doubt: str
) -> None:
    """Held are only letters to many: somebody waits for this one."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], in_doubt=in_doubt)
    with crooked(Manner({"dot": drops}), Manner()) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}"]
        began = clock.now()
        worker()
        session.refresh(letter)
        assert (letter.state, letter.response, letter.reason) == ("waiting", "it hung up", None)
        assert letter.due_at >= began + timedelta(seconds=60)
        later(timedelta(seconds=30) + rules.STUCK / 3, worker)
        assert len(server.taken) == 1
        later(timedelta(seconds=65) + rules.STUCK, worker)
        first, second = server.wait_for(2)
    session.refresh(letter)
    assert (letter.state, letter.attempts) == ("sent", 2)
    assert first.message_id == second.message_id == f"<{letter.token}@svar.havnevik.example>"


def test_a_letter_that_stays_in_doubt_is_not_sent_for_ever(
    app: Flask, letter: Message, worker: Work
) -> None:
    letter.attempts = len(rules.RETRY)
    session.commit()
    with crooked(Manner({"dot": drops})) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}"]
        worker()
    session.refresh(letter)
    assert (letter.state, letter.reason) == ("failed", "doubt")


def test_a_letter_waits_for_a_relay_that_is_away(app: Flask, letter: Message, worker: Work) -> None:
    app.config["RELAYS"] = ["smtp://127.0.0.1:1"]
    worker()
    session.refresh(letter)
    assert (letter.state, letter.response) == ("waiting", "127.0.0.1:1: it does not answer")


def test_the_second_relay_helps_out(
    app: Flask, letter: Message, worker: Work, post_office: Sink
) -> None:
    app.config["RELAYS"] = ["smtp://127.0.0.1:1", post_office.url]
    worker()
    session.refresh(letter)
    assert (letter.state, len(post_office.kept)) == ("sent", 1)


def test_a_relay_that_hangs_up_for_now_is_tried_again(
    app: Flask, letter: Message, worker: Work
) -> None:
    with crooked(Manner({"rcpt": [says("451 4.7.1 greylisted"), usual]})) as server:
        app.config["RELAYS"] = [f"smtp://127.0.0.1:{server.port}"]
        worker()
        session.refresh(letter)
        assert (letter.state, letter.response) == ("waiting", "451 4.7.1 greylisted")


def test_a_letter_is_signed_where_there_is_a_key(
    app: Flask, letter: Message, worker: Work, post_office: Sink
) -> None:
    app.extensions["dkim"] = dkim.Signer([RSA])
    worker()
    (kept,) = post_office.kept
    assert verified(kept.content, [RSA]) == [True]
    signed_at = re.search(r"t=(\d+);", str(message_from_bytes(kept.content)["DKIM-Signature"]))
    assert signed_at
    assert int(signed_at[1]) == int(letter.created_at.timestamp())


def test_a_key_that_is_no_good_stops_the_start(tmp_path: Path, redis_url: str) -> None:
    settings = settings_for(tmp_path, redis_url, "")
    bad = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
    with pytest.raises(SettingError, match="PAADRIV_DKIM_KEY cannot be read"):
        create_app(replace(settings, dkim_key=bad, dkim_selector="s2026"))
