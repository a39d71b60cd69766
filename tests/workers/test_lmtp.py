"""The door over real LMTP and SMTP: what is answered with 250 is on disk, whatever its bytes."""

import smtplib

import pytest
from sqlalchemy import select, text

from service.core.db import db, session
from service.inbox.intake import SIZE
from service.inbox.models import Inbound
from service.outbox.models import Message
from tests.inbox import wire
from tests.workers.conftest import offer
from workers.lmtp import Door

DOMAIN = "svar.havnevik.example"


def kept() -> list[tuple[str, bytes]]:
    rows = session.execute(select(Inbound.recipient, Inbound.raw).order_by(Inbound.id))
    found = [(recipient, bytes(raw)) for recipient, raw in rows]
    session.rollback()
    return found


def test_a_mail_is_kept_byte_for_byte_before_it_is_acknowledged(
    letter: Message, talk: smtplib.SMTP
) -> None:
    to = f"reply+{letter.token}@{DOMAIN}"
    session.rollback()
    raw = wire.mail(to, "Ja, jeg kommer")
    assert offer(talk, to, raw) == (250, "2.0.0 Kept")
    assert kept() == [(to, raw)]


@pytest.mark.usefixtures("community")
def test_the_same_mail_offered_twice_is_kept_once(talk: smtplib.SMTP) -> None:
    raw = wire.mail(f"hei@{DOMAIN}", "Hei")
    assert [offer(talk, f"hei@{DOMAIN}", raw)[0] for _ in range(2)] == [250, 250]
    assert len(kept()) == 1


def test_a_bounce_has_no_sender(letter: Message, talk: smtplib.SMTP) -> None:
    to = f"bounce+{letter.token}@{DOMAIN}"
    session.rollback()
    assert offer(talk, to, wire.bounce(to), "")[0] == 250
    assert session.scalar(select(Inbound.envelope_from)) == "<>"


@pytest.mark.usefixtures("community")
def test_other_domains_are_refused_but_not_a_communitys_own_sender(talk: smtplib.SMTP) -> None:
    assert offer(talk, "gro@elsewhere.example", b"Hei")[0] == 550
    assert offer(talk, "post@havnevik.example", b"Subject: Hei\r\n\r\nHei\r\n")[0] == 250
    assert [recipient for recipient, _ in kept()] == ["post@havnevik.example"]


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: \xff\xfe\r\n\r\n\0\x01\x80\r\n",
        b"Hei\r\n\r\n" + b"x" * 200_000 + b"\r\n",
        b"\r\n",
    ],
    ids=["binary", "one long line", "nothing"],
)
def test_odd_bytes_are_kept_as_they_are(talk: smtplib.SMTP, raw: bytes) -> None:
    assert offer(talk, f"hei@{DOMAIN}", raw)[0] == 250
    assert kept() == [(f"hei@{DOMAIN}", raw)]


@pytest.mark.usefixtures("community")
def test_a_mail_that_is_too_large_is_refused_and_the_next_one_kept(talk: smtplib.SMTP) -> None:
    assert offer(talk, f"hei@{DOMAIN}", b"a" * 70 + b"\r\n" + b"x" * SIZE + b"\r\n")[0] == 552
    assert offer(talk, f"hei@{DOMAIN}", b"Hei\r\n")[0] == 250
    assert len(kept()) == 1


@pytest.mark.usefixtures("community")
def test_each_recipient_of_lmtp_gets_a_reply_of_its_own(door: Door, talk: smtplib.SMTP) -> None:
    talk.mail("gro@elsewhere.example")
    for name in ("one", "two", "three"):
        talk.rcpt(f"{name}@{DOMAIN}")
    replies = [talk.data(b"Hei\r\n")[0]] + [
        talk.getreply()[0] for _ in range(2 if door.lmtp else 0)
    ]
    assert replies == [250] * (3 if door.lmtp else 1)
    assert [recipient for recipient, _ in kept()] == [
        f"{n}@{DOMAIN}" for n in ("one", "two", "three")
    ]


@pytest.mark.usefixtures("community", "door")
def test_one_mail_is_not_kept_for_more_than_a_hundred(talk: smtplib.SMTP) -> None:
    talk.ehlo_or_helo_if_needed()
    talk.mail("gro@post.example")
    replies = [talk.rcpt(f"hei{number}@{DOMAIN}")[0] for number in range(102)]
    assert replies == [250] * 100 + [452] * 2


@pytest.mark.usefixtures("community")
def test_when_the_database_is_away_the_sender_keeps_the_mail(talk: smtplib.SMTP) -> None:
    session.execute(text("ALTER TABLE inbound RENAME TO elsewhere"))
    session.commit()
    assert offer(talk, f"hei@{DOMAIN}", b"Hei\r\n")[0] == 451
    session.execute(text("ALTER TABLE elsewhere RENAME TO inbound"))
    session.commit()
    assert offer(talk, f"hei@{DOMAIN}", b"Hei\r\n")[0] == 250
    assert len(kept()) == 1


@pytest.mark.usefixtures("app", "community")
def test_the_door_takes_many_connections_while_the_database_is_busy(door: Door) -> None:
    kind = smtplib.LMTP if door.lmtp else smtplib.SMTP
    with db.engine.begin() as busy:
        busy.execute(text("SELECT 1"))
        with (
            kind("127.0.0.1", door.port, timeout=5) as first,
            kind("127.0.0.1", door.port) as second,
        ):
            for one in (first, second):
                one.ehlo_or_helo_if_needed()
            assert second.noop()[0] == 250
