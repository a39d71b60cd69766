"""Empties a mailbox over IMAP: each mail is kept by us first, and only then put away there.

What lies in the folder is what has not been kept. A mail is moved to Paadriv/Done and not merely
marked as seen, since a glance at the mailbox in another program marks it so too. If we die between
the two, the same bytes come once more and are known by their digest.
"""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from flask import Flask
from imapclient import IMAPClient
from sqlalchemy.exc import OperationalError

from service.core.db import session
from service.core.due import where
from service.core.imap import Mailbox, parse
from service.inbox.actions import take_in
from service.inbox.intake import SIZE, addressed, envelope_from

DONE, TOO_LARGE = ("Paadriv", "Done"), ("Paadriv", "Too large")
TIMEOUT = 60  # seconds for any answer
# A server may call us (RFC 2177), but calls get lost, and an IDLE must end within half an hour.
MINUTE = 60  # so we look that often whatever we hear
GRACE = 20  # seconds for the mail in hand when the process ends
HEARS = 1  # seconds until a stop is noticed
PAUSES = (5, 10, 30, 60, 120, 300)  # seconds after one failure, two, …
BYTES, OCTETS = b"BODY[]", b"RFC822.SIZE"

log = logging.getLogger(__name__)


@contextmanager
def emptied(app: Flask, stop: Event) -> Iterator[None]:
    """Beside whatever else this process does, when there is a mailbox; over when `stop` is set."""
    url = app.config["SETTINGS"].imap_url
    if not url:
        yield
        return
    thread = Thread(target=Poller(app, parse(url), stop).run, name="imap", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(GRACE)


class Poller:
    """Until `stop` is set: empty the mailbox, wait for new mail, and begin anew when cut off."""

    def __init__(self, app: Flask, mailbox: Mailbox, stop: Event) -> None:
        self.app, self.mailbox, self.stop = app, mailbox, stop
        self.failures = 0

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                with connected(self.mailbox) as client:
                    self.attend(client)
            except Exception as error:  # noqa: BLE001  # the edge of a thread that must live on
                pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
                self.failures += 1
                log.error("the mailbox is out of reach, again in %d s: %s", pause, where(error))
                self.stop.wait(pause)

    def attend(self, client: IMAPClient) -> None:
        """UIDs are used within one selection only, so that their validity cannot change on us."""
        while not self.stop.is_set():
            client.select_folder(self.mailbox.folder)
            self.empty(client)
            self.failures = 0
            self.wait(client)

    def empty(self, client: IMAPClient) -> None:
        """Oldest first. Sizes are asked for first: what is too large for us is not fetched."""
        found = client.search("NOT DELETED")
        sizes = client.fetch(found, [OCTETS]) if found else {}
        for uid in sorted(sizes):
            if self.stop.is_set():
                return
            if sizes[uid][OCTETS] > SIZE:
                log.error("a mail of %d bytes is too large", sizes[uid][OCTETS])
                put_away(client, uid, TOO_LARGE)
            elif self.kept(client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(BYTES)):
                put_away(client, uid, DONE)

    def kept(self, raw: bytes | None) -> bool:
        """False when somebody has taken it away meanwhile, or it fails: then the others go on."""
        with self.app.app_context():
            try:
                return raw is not None and self.keep(raw)
            except OperationalError:  # the database itself: the rest would fail as well
                raise
            except Exception as error:  # noqa: BLE001  # one mail must not hold up the others
                log.error("a mail stays in the mailbox: %s", where(error))
                return False
            finally:
                session.remove()

    def keep(self, raw: bytes) -> bool:
        """Committed before it is put away. For whom it is, its header says; else it is ours."""
        for recipient in addressed(raw) or [self.mailbox.user]:
            inbound_id = take_in(envelope_from(raw), recipient, raw)
            log.info("mail %d kept, %d bytes", inbound_id, len(raw))
        session.commit()
        return True

    def wait(self, client: IMAPClient) -> None:
        """Until there may be new mail."""
        if not client.has_capability("IDLE"):
            self.stop.wait(MINUTE)
            return
        client.idle()
        for _ in range(MINUTE // HEARS):
            news = client.idle_check(timeout=HEARS)
            if self.stop.is_set() or any(is_mail(each) for each in news):
                break
        client.idle_done()


def is_mail(response: Any) -> bool:
    return len(response) > 1 and response[1] in (b"EXISTS", b"RECENT")


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """Signed in; over TLS unless the server is on this machine."""
    context = ssl.create_default_context()
    if mailbox.ca:
        context.load_verify_locations(mailbox.ca)
    secure = mailbox.scheme == "imaps"
    how = {"ssl": secure, "ssl_context": context if secure else None, "timeout": TIMEOUT}
    with IMAPClient(mailbox.host, mailbox.port, **how) as client:
        if mailbox.starttls:
            client.starttls(context)
        client.login(mailbox.user, mailbox.password)
        yield client


def put_away(client: IMAPClient, uid: int, parts: tuple[str, ...]) -> None:
    """Moved in one step if the server can (RFC 6851), else copied before it is removed."""
    folder = made(client, parts)
    if client.has_capability("MOVE"):
        client.move([uid], folder)
        return
    client.copy([uid], folder)
    client.delete_messages([uid])
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])


def made(client: IMAPClient, parts: tuple[str, ...]) -> str:
    """The folder's name as this server writes it; it is made when it is not there."""
    prefix, separator = "", separator_of(client)
    if client.has_capability("NAMESPACE"):
        (prefix, separator), *_ = client.namespace().personal or [(prefix, separator)]
    folder = prefix + (separator or "/").join(parts)
    if not client.folder_exists(folder):
        client.create_folder(folder)
        client.subscribe_folder(folder)
    return folder


def separator_of(client: IMAPClient) -> str:
    """What the server puts between the names of folders (RFC 3501 § 6.3.8)."""
    told = client.list_folders("", "")
    return told[0][1].decode() if told and told[0][1] else ""
