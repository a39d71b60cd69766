"""The door for mail: keep the bytes in the database, then say 250; whatever it means is read later.

aiosmtpd answers on one thread; the database is spoken to on others, so a slow disk delays nobody.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from service.core.db import session
from service.inbox.actions import take_in
from service.inbox.intake import RECIPIENTS, SIZE, crowded, known, too_many
from workers.certificate import offered
from workers.talk import PATIENCE, Patient, PatientLmtp

THREADS = 4
A_MINUTE = 300  # recipients from one far machine
GRACE = 20  # seconds for the mails in hand when the door closes
TAKEN = "250 2.1.5 OK"
KEPT = "250 2.0.0 Kept"
LATER = "451 4.3.0 Not now. Please try again in a few minutes"
TOO_OFTEN = "451 4.7.1 That was many mails in a short while. Please try again later"
ENOUGH = "452 4.5.3 Too many recipients. Send the mail to the rest once more"
ELSEWHERE = "550 5.1.1 Nobody has this address here"

log = logging.getLogger(__name__)


class Keeper:
    """Decides who may be written to, and keeps what is written."""

    def __init__(self, app: Flask, per_recipient: bool) -> None:
        self.app, self.per_recipient = app, per_recipient
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="door")
        self.talks: set[Patient] = set()
        self.closing = False

    def far(self, peer: Session) -> str:
        """The machine that writes; "" for our own mail server, which has measures of its own."""
        address = str((peer.peer or ("",))[0])
        own = self.per_recipient or not address or ip_address(address).is_loopback
        return "" if own else address

    async def handle_EHLO(
        self, server: SMTP, peer: Session, envelope: Envelope, name: str, offers: list[str]
    ) -> list[str]:
        """Nobody has a password here, and LMTP must let commands follow each other (RFC 2033)."""
        peer.host_name = name
        useful = [line for line in offers if not line.startswith("250-AUTH")]
        return [*useful[:-1], "250-PIPELINING", *useful[-1:]]

    async def handle_RCPT(
        self, server: SMTP, peer: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return ENOUGH
        reply = await self.apart(self.judge, self.far(peer), address)
        if reply == TAKEN:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, peer: Session, envelope: Envelope) -> str:
        raw = envelope.content
        assert isinstance(raw, bytes)
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

    def judge(self, far: str, recipient: str) -> str:
        if far and too_many(f"door:{far}", A_MINUTE, 60):
            return TOO_OFTEN
        if not known(recipient):
            return ELSEWHERE
        return TOO_OFTEN if crowded(recipient) else TAKEN

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
        self.certificate = offered(app.config["SETTINGS"])
        super().__init__(
            Keeper(app, self.lmtp),
            hostname=url.hostname or "127.0.0.1",
            port=url.port or 2424,
            data_size_limit=SIZE,
            server_hostname=str(app.config["MAIL_DOMAIN"]),
            ident="Paadriv",
            timeout=PATIENCE,
        )

    def factory(self) -> SMTP:
        context = self.certificate.context() if self.certificate else None
        kind = PatientLmtp if self.lmtp else Patient
        return kind(self.handler, **self.SMTP_kwargs, tls_context=context)

    def close(self) -> None:
        """Nobody new; whoever is handing over a mail hears how it went; then the end."""
        asyncio.run_coroutine_threadsafe(self.let_go(), self.loop).result()
        self.stop()
        self.handler.pool.shutdown()

    async def let_go(self) -> None:
        self.handler.closing = True
        if self.server:
            self.server.close()
        end = self.loop.time() + GRACE
        for talk in [each for each in self.handler.talks if not each.busy]:
            talk.dismiss()
        while self.handler.talks and self.loop.time() < end:
            await asyncio.sleep(0.02)


def accepted(reply: str) -> bool:
    """SMTP has one reply for all: if one recipient failed, the sender tries all again."""
    return reply == KEPT


def serve(app: Flask, listener: str, stop: Any) -> None:
    """Until `stop` is set. A mail that is being handed over when it is set is still answered."""
    door = Door(app, listener)
    door.start()
    log.info("the door is open at %s, process %d", listener, os.getpid())
    try:
        stop.wait()
    finally:
        door.close()
