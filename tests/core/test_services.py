"""The servers that our tests lean on are real and do what the tests believe."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from sqlalchemy import create_engine, text

from tests.services import Sink, free_port


class Door(Controller):
    """An LMTP server in the place of ours."""

    def factory(self) -> LMTP:
        return LMTP(self.handler)


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "kari@kari.test", to, "Frokost på kaia"
    message.set_content("Ja, jeg kommer.\n")
    return message


def send(port: int, *recipients: str) -> dict[str, Any]:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        return connection.send_message(letter(recipients[0]), "kari@kari.test", recipients)


def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


@pytest.mark.postgres
@pytest.mark.parametrize("seats", [1, 2])
def test_each_test_has_a_database_of_its_own(postgres_url: str, seats: int) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE seat (id int)"))
        connection.execute(text("INSERT INTO seat SELECT generate_series(1, :n)"), {"n": seats})
        assert connection.scalar(text("SELECT count(*) FROM seat")) == seats
        version = connection.scalar(text("SHOW server_version_num"))
        assert version
        assert int(version) >= 150000
    engine.dispose()


def test_the_sink_keeps_message_and_envelope(smtp_sink: Sink) -> None:
    send(smtp_sink.port, "ola@ola.test")
    [kept] = smtp_sink.kept
    assert (kept.sender, kept.recipients) == ("kari@kari.test", ["ola@ola.test"])
    assert kept.message["Subject"] == "Frokost på kaia"
    assert kept.message.get_content() == "Ja, jeg kommer.\r\n"


def test_the_sink_can_say_no(smtp_sink: Sink) -> None:
    smtp_sink.refusals["gone@ola.test"] = "550 5.1.1 No such person"
    refused = send(smtp_sink.port, "ola@ola.test", "gone@ola.test")
    assert refused == {"gone@ola.test": (550, b"5.1.1 No such person")}
    assert [kept.recipients for kept in smtp_sink.kept] == [["ola@ola.test"]]


@pytest.mark.postfix
def test_postfix_hands_answers_to_the_door_and_the_rest_to_the_world(
    start_postfix: Callable[[str, int, int], int], smtp_sink: Sink
) -> None:
    answers = Sink(free_port())
    door = Door(answers, hostname="127.0.0.1", port=answers.port)
    door.start()
    port = start_postfix("svar.test", answers.port, smtp_sink.port)
    send(port, "reply+abc234@svar.test", "ola@ola.test")
    [came_back] = answers.wait_for(1)
    [went_out] = smtp_sink.wait_for(1)
    door.stop()
    assert came_back.recipients == ["reply+abc234@svar.test"]
    assert came_back.message["Subject"] == "Frokost på kaia"
    assert went_out.recipients == ["ola@ola.test"]


@pytest.mark.browser
def test_chromium_shows_a_page(page: Any) -> None:
    page.set_content("<title>Havnevik</title><h1>God morgen</h1>")
    assert page.title() == "Havnevik"
    assert page.inner_text("h1") == "God morgen"
