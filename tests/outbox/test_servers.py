"""Letters through servers that are not ours: Postfix, Exim, aiosmtpd, smtp-sink, Dovecot."""

import os
import re
import shutil
import signal
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from imaplib import IMAP4

import pytest

import emails
from service.campaigns import actions as campaigns
from service.core import clock
from service.core.db import session
from service.core.relay import Relay
from service.outbox import compose
from service.outbox.compose import Envelope
from service.outbox.delivery import dkim
from service.outbox.delivery.handover import drive, hand_over
from service.outbox.delivery.line import Call, Post
from service.outbox.models import Delivery
from service.outbox.rules import State
from tests import people
from tests.campaigns.conftest import BY, a_letter, some_readers, turn
from tests.crooked import crooked
from tests.dovecot import PASSWORD, dovecot
from tests.exim import Guard, exim
from tests.outbox.player import Desk, mail
from tests.outbox.test_dkim import RSA, verified
from tests.postfix import postfix
from tests.processes import folder_for, free_port, is_root, listens, missing, running, wait_until
from tests.services import sink
from tests.strict import strict_sink
from tests.tls import Authority

MANY = 60
DOMAIN = "svar.test"
HEAD = b"From: s@y.example\r\nDate: Wed, 20 Jan 2027 08:00:00 +0100\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


class Letters(Desk):
    """To MANY people, a different one for each, some of them awkward."""

    def __init__(self, domain):
        super().__init__(mail(f"reader{n}@{domain}") for n in range(MANY))

    def content(self, mail):
        return [letter_to(mail.recipient)]


def letter_to(recipient):
    """Trailing blanks, long lines, an empty end: whatever a relay might be tempted to mend."""
    name = b"Message-ID: <%b>\r\nTo: <%b>\r\nSubject: =?utf-8?q?Hei_p=C3=A5?=\r\n" % (
        recipient.replace(b"@", b"."),
        recipient,
    )
    return HEAD + name + b"\r\nHei  %b \r\n\r\n%b\r\n\r\n\r\n" % (recipient, b"x" * 900)


def expected(domain):
    return Counter({f"reader{n}@{domain}": 1 for n in range(MANY)})


def send(to, desk):
    """All of them through one connection."""
    call = Call(Post(to, "me.example"), desk)
    drive(call, lambda: len(desk.answers) == MANY, time.monotonic() + 60)
    assert call.end() == []
    assert {code for _, code, _ in desk.answers} == {250}


def body_from(content, header=b"From:"):
    """Without what servers on the way put on top."""
    return content[re.search(rb"^" + header, content, re.MULTILINE).start() :]


def arrived(taken, domain):
    """Each came once, as it was."""
    assert Counter(each.recipients[0] for each in taken) == expected(domain)
    for each in taken:
        assert body_from(each.content) == letter_to(each.recipients[0].encode())


# Relays


@pytest.mark.postfix
@pytest.mark.parametrize("chunking", [0, 1, 4])
def test_postfix_takes_each_letter_once_and_as_it_is(chunking):
    with crooked() as outside, postfix(DOMAIN, 1, outside.port) as port:
        send(Relay("smtp", "127.0.0.1", port, chunking=chunking), Letters("x.example"))
        arrived(outside.wait_for(MANY), "x.example")


@pytest.mark.postfix
@pytest.mark.parametrize("chunking", [0, 1, 4])
def test_exim_takes_each_letter_once_and_as_it_is(chunking):
    with crooked() as outside, exim(DOMAIN, 1, outside.port) as port:
        send(Relay("smtp", "127.0.0.1", port, chunking=chunking), Letters("x.example"))
        arrived(outside.wait_for(MANY), "x.example")


@pytest.mark.postfix
@pytest.mark.parametrize("auth", ["", "plain", "login"])
def test_a_guarded_exim_lets_us_in(authority, auth):
    guard = Guard(authority.good())
    with crooked() as outside, exim(DOMAIN, 1, outside.port, guard) as port:
        to = Relay("smtp", "127.0.0.1", port, starttls=True, ca=str(authority.root), auth=auth)
        send(replace(to, user=guard.name, password=guard.secret), Letters("x.example"))
        arrived(outside.wait_for(MANY), "x.example")
        found = hand_over(
            [replace(to, user=guard.name, password="wrong")], Envelope("s@y.example", "a@b.c", HEAD)
        )
    assert "it does not accept our name and password" in found.words


@pytest.mark.postfix
def test_exim_says_why_it_refuses_and_takes_the_next(authority):
    """It hangs up on whoever speaks before it has answered, so this also tells that we wait."""
    with crooked() as outside, exim(DOMAIN, 1, outside.port) as port:
        desk = Letters("x.example")
        desk.waiting[3].recipient = b"no-domain@"
        call = Call(Post(Relay("smtp", "127.0.0.1", port), "me.example"), desk)
        drive(call, lambda: len(desk.answers) == MANY, time.monotonic() + 60)
        call.end()
        codes = Counter(code // 100 for _, code, _ in desk.answers)
        assert (codes, len(outside.wait_for(MANY - 1))) == ({2: MANY - 1, 5: 1}, MANY - 1)


# Sinks


def test_aiosmtpd_takes_each_letter_once_and_as_it_is():
    with sink() as kept:
        send(Relay("smtp", "127.0.0.1", kept.port), Letters("x.example"))
        arrived(kept.wait_for(MANY), "x.example")


def test_a_strict_aiosmtpd_takes_each_letter_once_and_as_it_is(authority):
    with strict_sink(authority.good(), {"agot": "hysj"}) as kept:
        to = Relay("smtp", "127.0.0.1", kept.port, starttls=True, ca=str(authority.root))
        send(replace(to, user="agot", password="hysj"), Letters("x.example"))
        arrived(kept.wait_for(MANY), "x.example")


@contextmanager
def smtp_sink(folder, *options):
    """Debian's, which writes each letter into a file; as root it wants to become somebody else."""
    path = f"{os.environ['PATH']}:/usr/sbin"
    program = shutil.which("smtp-sink", path=path) or missing("smtp-sink")
    port = free_port()
    who = ["-u", "nobody"] if is_root() else []
    command = [program, *who, *options, "-d", f"{folder}/letter.", f"127.0.0.1:{port}", "100"]
    with running(command, folder / "output", signal.SIGTERM, cwd=folder):
        wait_until(lambda: listens(port), "smtp-sink")
        yield port


@pytest.mark.postfix
@pytest.mark.parametrize("options", [[], ["-p"], ["-L"]], ids=["as it is", "no groups", "lmtp"])
def test_smtp_sink_takes_each_letter_once_and_as_it_is(options):
    with folder_for("nobody") as folder, smtp_sink(folder, *options) as port:
        scheme = "lmtp" if "-L" in options else "smtp"
        send(Relay(scheme, "127.0.0.1", port), Letters("x.example"))
        found = [path.read_bytes() for path in folder.glob("letter.*")]
    found = [each.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for each in found]
    whole = [letter_to(f"reader{n}@x.example".encode()) for n in range(MANY)]
    assert sorted(body_from(each).rstrip() for each in found if b"From:" in each) == sorted(
        each.rstrip() for each in whole
    )


# All the way into a mailbox


def read_back(imap: int, name: str) -> list:
    with IMAP4("127.0.0.1", imap) as client:
        client.login(name, PASSWORD)
        client.select(readonly=True)
        _, (numbers,) = client.search(None, "ALL")
        found = [client.fetch(number, "(BODY.PEEK[])")[1] for number in numbers.decode().split()]
    return [response[0][1] for response in found]


def the_letter(imap: int, name: str) -> bytes:
    """The only one there, as soon as it is."""
    wait_until(lambda: bool(read_back(imap, name)), f"a letter for {name}")
    (content,) = read_back(imap, name)
    return content


@pytest.fixture(scope="module")
def mailboxes():
    """Postfix that hands its mail to Dovecot, and where that is read."""
    with dovecot() as (lmtp, imap), postfix("havnevik.example", lmtp, 1) as port:
        yield port, imap


@pytest.mark.postfix
def test_a_newsletter_in_a_mailbox_is_what_the_preview_showed(app, mailboxes):
    port, imap = mailboxes
    app.extensions["dkim"] = dkim.Signer([RSA])
    app.config["RELAYS"] = [f"smtp://127.0.0.1:{port}?connections=2"]
    community = people.havnevik()
    names = [reader.email.partition("@")[0] for reader in some_readers(community, 5)]
    campaign = a_letter(community)
    campaigns.schedule(campaign, clock.now(), BY)
    campaigns.begin(campaign)
    turn(campaign)
    for delivery in session.query(Delivery).all():
        assert delivery.state == State.SENT
        name = delivery.person.email.partition("@")[0]
        content = the_letter(imap, name)
        assert verified(body_from(content, b"DKIM-Signature:"), [RSA]) == [True]
        equals_the_preview(BytesParser(policy=default).parsebytes(content), delivery)
        names.remove(name)
    assert names == []


def equals_the_preview(found: EmailMessage, delivery: Delivery) -> None:
    sheet, token = delivery.print, delivery.token
    page = emails.Page(sheet.subject, sheet.preheader, sheet.html, sheet.text)
    base = "https://paadriv.example"
    page = emails.fill(
        page,
        {
            "first_name": delivery.person.first_name,
            "answer_link": f"{base}/answer/{token}",
            "stop_link": f"{base}/u/{token}",
            "mine_link": compose.mine(delivery.person_id),
        },
    )
    text, html = (found.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert (found["Subject"], same(html), same(text)) == (
        page.subject,
        same(page.html),
        same(page.text),
    )
    assert found["Message-ID"] == f"<{token}@svar.havnevik.example>"
    assert found["Return-Path"] == f"<bounce+{token}@svar.havnevik.example>"
    assert found["To"].addresses[0].addr_spec == delivery.person.email


def same(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


@pytest.mark.postfix
def test_a_service_letter_in_a_mailbox_is_what_we_sent(app, mailboxes):
    port, imap = mailboxes
    letter = letter_to(b"gro@havnevik.example").replace(b"s@y.example", b"post@havnevik.example")
    content = dkim.Signer([RSA]).sign(letter, clock.now()) + letter
    envelope = Envelope("bounce@y.example", "gro@havnevik.example", content)
    assert hand_over([Relay("smtp", "127.0.0.1", port)], envelope).taken
    found = the_letter(imap, "gro")
    assert body_from(found, b"DKIM-Signature:") == content
    assert verified(content, [RSA]) == [True]
