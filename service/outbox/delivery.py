"""Hand one message over to the mail server, and bring back its answer in its own words."""

import logging
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import current_app

from service.outbox.compose import Envelope

PATIENCE = 60  # seconds for any one step
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """The server's reply code and words; code 0 when it never answered."""

    code: int
    words: str

    @property
    def taken(self) -> bool:
        return 200 <= self.code < 300


@contextmanager
def connection() -> Iterator[smtplib.SMTP]:
    """A conversation with the first configured relay that answers."""
    server = first_that_answers(current_app.config["RELAYS"])
    try:
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def first_that_answers(relays: Sequence[str]) -> smtplib.SMTP:
    for relay in relays[:-1]:
        try:
            return connect(urlsplit(relay))
        except (smtplib.SMTPException, OSError) as error:
            log.warning("a relay does not answer: %s", type(error).__name__)
    return connect(urlsplit(relays[-1]))


def connect(url: SplitResult) -> smtplib.SMTP:
    """smtp (starttls=1 if wished), smtps or lmtp, with user and password when the URL has them."""
    host, port = url.hostname or "127.0.0.1", url.port
    if url.scheme == "lmtp":
        return smtplib.LMTP(host, port or 24, timeout=PATIENCE)
    if url.scheme == "smtps":
        trusted = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port or 465, timeout=PATIENCE, context=trusted
        )
    else:
        server = smtplib.SMTP(host, port or 25, timeout=PATIENCE)
    if parse_qs(url.query).get("starttls") == ["1"]:
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server


def hand_over(server: smtplib.SMTP, envelope: Envelope) -> Result:
    """One transaction with one recipient (RFC 5321 § 3.3). Never raises for what it says."""
    try:
        return converse(server, envelope)
    except smtplib.SMTPResponseException as error:
        return Result(error.smtp_code, decoded(error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        return Result(0, f"no answer: {type(error).__name__}")


def converse(server: smtplib.SMTP, envelope: Envelope) -> Result:
    server.ehlo_or_helo_if_needed()
    for code, words in (server.mail(envelope.sender), server.rcpt(envelope.recipient)):
        if not 200 <= code < 300:
            with suppress(smtplib.SMTPException, OSError):  # it may hang up after its no
                server.rset()
            return Result(code, decoded(words))
    code, words = server.data(envelope.content)
    return Result(code, decoded(words))


def decoded(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())
