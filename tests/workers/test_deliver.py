"""A letter that cannot be written ends; it does not come round for ever."""

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from service.core import clock
from service.core.db import session
from service.outbox import rules
from service.outbox.models import Message
from tests.services import Sink
from workers import clock as minutes


def test_a_letter_nobody_can_write_fails_once_and_is_not_tried_again(
    letter: Message, worker: Callable[[], None], post_office: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    letter.letter = "members.gone"
    session.commit()
    worker()
    session.refresh(letter)
    assert (letter.state, letter.reason, letter.attempts) == ("failed", "unwritable", 1)
    assert post_office.kept == []
    assert f"message {letter.id} could not be written" in caplog.text


def test_a_letter_the_queue_has_forgotten_leaves_at_a_later_tick(
    app: Flask, letter: Message, worker: Callable[[], None], post_office: Sink
) -> None:
    session.commit()
    app.extensions["redis"].flushdb()
    worker()
    assert post_office.kept == []
    with time_machine.travel(clock.now() + rules.STUCK * 2):
        minutes.tick(False)
        worker()
    session.refresh(letter)
    assert (letter.state, len(post_office.kept)) == ("sent", 1)
