"""The door for mail: keep the bytes in the database, then say 250; whatever it means is read later.

aiosmtpd answers on one thread; the database is spoken to on others, so a slow disk delays nobody.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from service.core.db import session
from service.inbox.actions import take_in
from service.inbox.queries import is_ours

SIZE = 25 * 1024 * 1024
RECIPIENTS = 100  # of one mail, which is kept once for each (RFC 5321 § 4.5.3.1.8)
THREADS = 4
TAKEN = "250 2.1.5 OK"
KEPT = "250 2.0.0 Kept"
LATER = "451 4.3.0 Not now. Please try again in a few minutes"
ENOUGH = "452 4.5.3 Too many recipients. Send the mail to the rest once more"
ELSEWHERE = "550 5.1.1 Nobody has this address here"
TOO_LARGE = "552 5.3.4 The mail is larger than 25 MB"
REFUSED_DATA = ("552 Error: Too much", "500 Line too long")  # what aiosmtpd says after the last dot

log = logging.getLogger(__name__)


class Patient(SMTP):
    """Takes lines of any length; refuses a mail that is too large for each recipient (LMTP)."""

    line_length_limit = SIZE

    async def push(self, status: Any) -> None:
        if isinstance(status, str) and status.startswith(REFUSED_DATA):
            status = self.for_each(TOO_LARGE)
        await super().push(status)

    def for_each(self, reply: str) -> str:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        many = len(recipients) if isinstance(self, LMTP) else 1
        return "\r\n".join([reply] * max(many, 1))


class PatientLmtp(Patient, LMTP):
    """LMTP (RFC 2033): one reply for each recipient."""


class Keeper:
    """Decides who may be written to, and keeps what is written."""

    def __init__(self, app: Flask, per_recipient: bool) -> None:
        self.app, self.per_recipient = app, per_recipient
        self.domain = str(app.config["MAIL_DOMAIN"])
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="door")

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return ENOUGH
        if address.rpartition("@")[2].rstrip(".").lower() != self.domain:
            reply = await self.apart(self.known, address)
            if reply != TAKEN:
                return reply
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        raw = content.encode("utf-8", "replace") if isinstance(content, str) else bytes(content)
        sender = envelope.mail_from or ""
        replies = [
            await self.apart(self.keep, sender, recipient, raw) for recipient in envelope.rcpt_tos
        ]
        return "\r\n".join(replies) if self.per_recipient else min(replies, key=accepted)

    async def handle_exception(self, error: Exception) -> str:
        log.error("the door failed: %s", type(error).__name__)
        return LATER

    async def apart(self, work: Callable[..., str], *args: str | bytes) -> str:
        """On a thread that may wait for the database; 451 when it is away."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, self.safe, work, *args)

    def safe(self, work: Callable[..., str], *args: str | bytes) -> str:
        with self.app.app_context():
            try:
                return work(*args)
            except SQLAlchemyError as error:
                log.error("a mail was put off: %s", type(error).__name__)
                return LATER
            finally:
                session.remove()

    def known(self, recipient: str) -> str:
        return TAKEN if is_ours(recipient) else ELSEWHERE

    def keep(self, sender: str, recipient: str, raw: bytes) -> str:
        """Committed to disk before it is said to be kept."""
        inbound_id = take_in(sender, recipient, raw)
        session.commit()
        log.info("mail %d kept, %d bytes", inbound_id, len(raw))
        return KEPT


class Door(Controller):
    """Listens at PAADRIV_DOOR: LMTP, or SMTP when it starts with smtp://."""

    def __init__(self, app: Flask, listener: str) -> None:
        url = urlsplit(listener if "://" in listener else f"lmtp://{listener}")
        self.lmtp = url.scheme == "lmtp"
        super().__init__(
            Keeper(app, self.lmtp),
            hostname=url.hostname or "127.0.0.1",
            port=url.port or 2424,
            data_size_limit=SIZE,
            server_hostname=str(app.config["MAIL_DOMAIN"]),
            ident="Paadriv",
        )

    def factory(self) -> SMTP:
        return (PatientLmtp if self.lmtp else Patient)(self.handler, **self.SMTP_kwargs)


def accepted(reply: str) -> bool:
    """SMTP has one reply for all: if one recipient failed, the sender tries all again."""
    return reply == KEPT


def serve(app: Flask, listener: str, stop: Any) -> None:
    """Until `stop` is set. A mail that is being kept when it is set is still answered."""
    door = Door(app, listener)
    door.start()
    log.info("the door is open at %s, process %d", listener, os.getpid())
    try:
        stop.wait()
    finally:
        door.stop()
        door.handler.pool.shutdown()
