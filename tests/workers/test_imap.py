"""A mailbox on a real Dovecot is emptied: whatever lies there is kept by us before it is moved."""

import logging
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from imaplib import IMAP4
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select, text

from service.core.db import session
from service.core.imap import Mailbox
from service.inbox.intake import SIZE
from service.inbox.models import Inbound
from service.outbox.models import Message
from tests.dovecot import PASSWORD, Manner, dovecot
from tests.inbox import wire
from tests.processes import wait_until
from tests.tls import Authority
from workers import imap
from workers.imap import Poller

pytestmark = pytest.mark.postfix
DOMAIN = "svar.havnevik.example"
SLOW = "IMAP4rev1 LITERAL+ UIDPLUS"  # no IDLE, no MOVE, no NAMESPACE


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with dovecot() as (_, imap_port):
        yield imap_port


def mailbox(port: int, name: str) -> Mailbox:
    return Mailbox("imap", "127.0.0.1", port, name, PASSWORD)


@contextmanager
def entered(box: Mailbox) -> Iterator[IMAP4]:
    """The mailbox as another program sees it."""
    with IMAP4("127.0.0.1", box.port) as client:
        client.login(box.user, PASSWORD)
        yield client


def lay(box: Mailbox, raw: bytes, flags: str = "") -> None:
    with entered(box) as client:
        assert client.append(box.folder, flags, "", raw)[0] == "OK"


def lying(box: Mailbox, folder: str) -> int:
    with entered(box) as client:
        said, (number,) = client.select(folder, readonly=True)
        return int(number or 0) if said == "OK" else 0


@contextmanager
def emptied(app: Flask, box: Mailbox) -> Iterator[Thread]:
    """While a poller is at work on it."""
    session.rollback()
    stop = Event()
    thread = Thread(target=Poller(app, box, stop).run)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(20)


def kept() -> list[tuple[str, str, bytes]]:
    rows = session.execute(
        select(Inbound.recipient, Inbound.envelope_from, Inbound.raw).order_by(Inbound.id)
    )
    found = [(recipient, sender, bytes(raw)) for recipient, sender, raw in rows]
    session.rollback()
    return found


def put_away(box: Mailbox, number: int, folder: str = "Paadriv.Done") -> None:
    wait_until(lambda: lying(box, folder) == number, f"{number} mails in {folder}")


def test_what_lies_there_is_kept_byte_for_byte_and_moved(
    app: Flask, letter: Message, port: int
) -> None:
    """Also what somebody has read in another program, which a search for new mail passes over."""
    box = mailbox(port, "both")
    to = f"reply+{letter.token}@{DOMAIN}"
    path = b"Return-Path: <gro@post.example>\r\n"
    first = path + b"Delivered-To: " + to.encode() + b"\r\n" + wire.mail("post@x.example", "Ja")
    second = b"Return-Path: <>\r\n" + wire.bounce(to)
    lay(box, first, r"\Seen")
    lay(box, second)
    with emptied(app, box):
        put_away(box, 2)
    assert lying(box, "INBOX") == 0
    assert kept() == [(to, "gro@post.example", first), (to, "<>", second)]


@pytest.mark.usefixtures("community")
def test_whoever_it_names_a_mail_in_our_mailbox_is_ours(app: Flask, port: int) -> None:
    box = mailbox(port, "svar")
    lay(box, wire.mail("gro@elsewhere.example", "Hei"))
    with emptied(app, box):
        put_away(box, 1)
    assert [recipient for recipient, _, _ in kept()] == ["svar"]


@pytest.mark.usefixtures("community")
def test_a_mail_that_comes_while_we_wait_is_called_out(app: Flask, port: int) -> None:
    box = mailbox(port, "waits")
    with emptied(app, box):
        for number in range(3):
            lay(box, wire.mail(f"hei@{DOMAIN}", f"Hei {number}"))
            put_away(box, number + 1)
    assert len(kept()) == 3


@pytest.mark.usefixtures("community")
def test_a_server_that_can_neither_call_nor_move_is_looked_at_each_minute(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MINUTE", 0.2)
    with dovecot(Manner(capability=SLOW)) as (_, port):
        box = mailbox(port, "slow")
        with emptied(app, box):
            for number in range(2):
                lay(box, wire.mail(f"hei@{DOMAIN}", f"Hei {number}"))
                put_away(box, number + 1)
        assert lying(box, "INBOX") == 0
    assert len(kept()) == 2


@pytest.mark.usefixtures("community")
def test_a_folder_that_is_made_anew_is_read_anew(app: Flask, port: int) -> None:
    """Its UIDs begin again, under another UIDVALIDITY."""
    box = replace(mailbox(port, "anew"), folder="Svar")
    for number in range(2):
        with entered(box) as client:
            client.delete("Svar")
            client.create("Svar")
        lay(box, wire.mail(f"hei@{DOMAIN}", f"Hei {number}"))
        with emptied(app, box):
            put_away(box, number + 1)
    assert len(kept()) == 2


@pytest.mark.usefixtures("community")
def test_the_same_bytes_laid_there_twice_are_kept_once(app: Flask, port: int) -> None:
    """As when we die after the commit and before the move."""
    box = mailbox(port, "twice")
    raw = wire.mail(f"hei@{DOMAIN}", "Hei")
    lay(box, raw)
    lay(box, raw)
    with emptied(app, box):
        put_away(box, 2)
    assert len(kept()) == 1


@pytest.mark.usefixtures("community")
def test_a_mail_that_is_too_large_is_put_aside_unread(app: Flask, port: int) -> None:
    box = mailbox(port, "large")
    lay(box, wire.mail(f"hei@{DOMAIN}", "x" * 70 + ("\n" + "x" * 70) * (SIZE // 72)))
    lay(box, wire.mail(f"hei@{DOMAIN}", "Hei"))
    with emptied(app, box):
        put_away(box, 1)
        put_away(box, 1, '"Paadriv.Too large"')
    assert len(kept()) == 1


@pytest.mark.usefixtures("community")
def test_while_the_database_is_away_it_stays_there(
    app: Flask, port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(imap, "PAUSES", (0.1,))
    box = mailbox(port, "stays")
    session.execute(text("ALTER TABLE inbound RENAME TO elsewhere"))
    session.commit()
    with caplog.at_level(logging.ERROR, "workers.imap"):
        lay(box, wire.mail(f"hei@{DOMAIN}", "Hei"))
        with emptied(app, box):
            wait_until(lambda: "again in" in caplog.text, "the poller to say so")
            assert lying(box, "INBOX") == 1
            session.execute(text("ALTER TABLE elsewhere RENAME TO inbound"))
            session.commit()
            put_away(box, 1)
    assert "havnevik" not in caplog.text
    assert len(kept()) == 1


# Connections


class Line:
    """A wire to a server that may be cut."""

    def __init__(self, port: int) -> None:
        self.far, self.ends = port, list[socket.socket]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        Thread(target=self.answer, daemon=True).start()

    def answer(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.far))
            self.ends += [near, far]
            for one, other in ((near, far), (far, near)):
                Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65_536):
                other.sendall(data)
        except OSError:
            return

    def cut(self) -> None:
        ends, self.ends = self.ends, []
        for each in ends:
            each.shutdown(socket.SHUT_RDWR)
            each.close()


@pytest.mark.usefixtures("community")
def test_it_comes_back_when_it_is_cut_off(
    app: Flask, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "PAUSES", (0.1,))
    line, box = Line(port), mailbox(port, "cut")
    with emptied(app, replace(box, port=line.port)):
        for number in range(3):
            lay(box, wire.mail(f"hei@{DOMAIN}", f"Hei {number}"))
            put_away(box, number + 1)
            line.cut()
    line.listener.close()
    assert len(kept()) == 3


def test_it_pauses_longer_with_each_failure() -> None:
    assert list(imap.PAUSES) == sorted(imap.PAUSES)
    assert (imap.PAUSES[0], imap.PAUSES[-1]) == (5, 300)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_tls_at_once_or_by_starttls(app: Flask, authority: Authority, scheme: str) -> None:
    manner = Manner(authority.good(), at_once=scheme == "imaps")
    with dovecot(manner) as (lmtp, port):
        box = Mailbox(scheme, "127.0.0.1", port, "tls", PASSWORD, starttls=scheme == "imap")
        raw = wire.mail(f"hei@{DOMAIN}", "Hei")
        deliver(lmtp, raw)
        with emptied(app, replace(box, ca=str(authority.root))):
            wait_until(lambda: len(kept()) == 1, "the mail")


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_a_server_that_nobody_vouches_for_hears_no_password(
    app: Flask, authority: Authority, scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    manner = Manner(authority.self_signed(), at_once=scheme == "imaps")
    with dovecot(manner) as (_, port), caplog.at_level(logging.ERROR, "workers.imap"):
        box = Mailbox(scheme, "127.0.0.1", port, "tls", PASSWORD, starttls=scheme == "imap")
        with emptied(app, box):
            wait_until(lambda: "again in" in caplog.text, "the refusal")
    assert "SSLCertVerificationError" in caplog.text


def deliver(port: int, raw: bytes) -> None:
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("gro@elsewhere.example", ["tls@x.example"], raw)
