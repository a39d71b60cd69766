"""What a mail server may say to the door, octet by octet, and what it hears back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

import pytest
from sqlalchemy import select

from service.core.db import session
from service.inbox.intake import HOURLY, SIZE
from service.inbox.models import Inbound
from service.outbox.models import Message
from tests.processes import wait_until
from workers import lmtp, talk
from workers.lmtp import Door

DOMAIN = "svar.havnevik.example"
HEI = f"hei@{DOMAIN}"
EVIL = (
    b"MAIL FROM:<x@y.example>\r\nRCPT TO:<evil@" + DOMAIN.encode() + b">\r\nDATA\r\nEvil\r\n.\r\n"
)


class Wire:
    """A socket to the door; `ask` sends a line and gives the last line of the reply."""

    def __init__(self, door: Door) -> None:
        self.socket = socket.create_connection(("127.0.0.1", door.port), timeout=20)
        self.file: BinaryIO = self.socket.makefile("rb")
        self.hello = b"LHLO" if door.lmtp else b"EHLO"
        self.greeting = self.reply()

    def ask(self, line: str | bytes) -> str:
        self.socket.sendall((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return self.reply()

    def reply(self) -> str:
        while (line := self.file.readline())[3:4] == b"-":
            pass
        return line.decode().rstrip()

    def offers(self) -> list[str]:
        self.socket.sendall(self.hello + b" far.example\r\n")
        lines = [self.file.readline().decode().rstrip()]
        while lines[-1][3:4] == "-":
            lines.append(self.file.readline().decode().rstrip())
        return [line[4:] for line in lines[1:]]

    def begin(self, to: str = HEI, options: str = "") -> "Wire":
        """Up to the DATA."""
        self.offers()
        said = [self.ask(f"MAIL FROM:<gro@post.example>{options}"), self.ask(f"RCPT TO:<{to}>")]
        assert [each[:3] for each in [*said, self.ask("DATA")]] == ["250", "250", "354"]
        return self

    def send(self, raw: bytes) -> str:
        self.socket.sendall(raw)
        return self.reply()


@contextmanager
def met(door: Door) -> Iterator[Wire]:
    wire = Wire(door)
    with wire.socket, wire.file:
        yield wire


@pytest.fixture
def line(door: Door) -> Iterator[Wire]:
    with met(door) as wire:
        yield wire


pytestmark = pytest.mark.usefixtures("community")


def kept() -> list[tuple[str, bytes]]:
    rows = session.execute(select(Inbound.recipient, Inbound.raw).order_by(Inbound.id))
    found = [(recipient, bytes(raw)) for recipient, raw in rows]
    session.rollback()
    return found


def test_what_the_door_says_it_can_do(line: Wire) -> None:
    offers = set(line.offers())
    assert {f"SIZE {40 * 1024 * 1024}", "8BITMIME", "SMTPUTF8", "PIPELINING"} <= offers
    assert not any(offer.startswith(("AUTH", "STARTTLS", "CHUNKING")) for offer in offers)


# The end of a mail


@pytest.mark.parametrize(
    "dot",
    [
        b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n", b"\n.\r", b"\r.\n",
        b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\r\r\n.\r\r\n", b"\r\n..\r\n", b"\n\n.\n\n",
    ],
)  # fmt: skip
def test_nothing_but_a_dot_on_a_whole_line_ends_a_mail(line: Wire, dot: bytes) -> None:
    """Else a second mail could be smuggled past the first server (CVE-2023-51764)."""
    body = b"Hei" + dot + EVIL.replace(b"\r\n.\r\n", b"\r\n")
    assert line.begin().send(body + b".\r\n").startswith("250")
    assert kept() == [(HEI, body.replace(b"\r\n.", b"\r\n"))]


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"..a\r\n..\r\n...\r\n.\r\n", b".a\r\n.\r\n..\r\n"),
        (b"a\rb\nc\r\n.\r\n", b"a\rb\nc\r\n"),
        (b"\0\xff" * 70_000 + b"\r\n.\r\n", b"\0\xff" * 70_000 + b"\r\n"),
        (b"x" * (talk.PIECE * 2 - 4) + b"\r\n.\r\n", b"x" * (talk.PIECE * 2 - 4) + b"\r\n"),
        (b"\r\n" * 200_000 + b".\r\n", b"\r\n" * 200_000),
    ],
    ids=["nothing", "a line", "dot", "dots", "bare", "binary", "at a boundary", "short lines"],
)
def test_a_mail_comes_through_as_it_was_meant(line: Wire, sent: bytes, meant: bytes) -> None:
    assert line.begin().send(sent).startswith("250")
    assert kept() == [(HEI, meant)]


def test_it_may_come_in_the_smallest_pieces(line: Wire) -> None:
    line.begin()
    for octet in b"Hei\r\n..\r\n":
        line.socket.sendall(bytes([octet]))
    assert line.send(b".\r\n").startswith("250")
    assert kept() == [(HEI, b"Hei\r\n.\r\n")]


def test_commands_may_follow_each_other(line: Wire) -> None:
    line.offers()
    one = f"MAIL FROM:<gro@post.example>\r\nRCPT TO:<{HEI}>\r\nDATA\r\n".encode()
    for number in range(3):
        line.socket.sendall(one)
        assert [line.reply()[:3] for _ in range(3)] == ["250", "250", "354"]
        assert line.send(b"Hei %d\r\n.\r\n" % number).startswith("250")
    assert len(kept()) == 3


def test_ten_thousand_parts_come_through(line: Wire) -> None:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nHei\r\n"
    raw = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 10_000 + b"--b--\r\n"
    assert line.begin().send(raw + b".\r\n").startswith("250")
    assert kept() == [(HEI, raw)]


def test_a_connection_lost_in_the_middle_leaves_nothing(door: Door) -> None:
    with met(door) as line:
        line.begin().socket.sendall(b"Hei\r\n")
    wait_until(lambda: not door.handler.talks, "the door to notice")
    assert kept() == []


# Size


def test_a_size_that_is_told_is_refused_at_once(line: Wire) -> None:
    line.offers()
    for octets, code in ((SIZE + 1, "552 5.3.4"), (SIZE, "250")):
        assert line.ask(f"MAIL FROM:<gro@post.example> SIZE={octets}").startswith(code)


def test_40_mb_are_taken_and_not_an_octet_more(line: Wire) -> None:
    for octets, code in ((SIZE + 1, "552 5.3.4"), (SIZE, "250")):
        mail = b"x" * (octets - 2) + b"\r\n.\r\n"
        assert line.begin().send(mail).startswith(code)
    assert [len(raw) for _, raw in kept()] == [SIZE]


def test_many_large_mails_at_once_are_put_off(
    line: Wire, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "ROOM", 100_000)
    assert line.begin().send(b"x" * 200_000 + b"\r\n.\r\n").startswith("452 4.3.1")
    assert line.begin().send(b"Hei\r\n.\r\n").startswith("250")


# Addresses


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"RCPT TO:<{HEI}>", "250"),
        (f"RCPT TO:<{HEI.upper()}>", "250"),
        (f"RCPT TO:{HEI}", "250"),
        (f"RCPT TO:<@relay.example:{HEI}>", "250"),
        (f"RCPT TO:<åse@{DOMAIN}>", "250"),
        (f'RCPT TO:<"hei du"@{DOMAIN}>', "250"),
        (f"RCPT TO:<hei..@{DOMAIN}>", "250"),
        ("RCPT TO:<postmaster>", "250"),
        ("RCPT TO:<post@havnevik.example>", "250"),
        (b"RCPT TO:<\xff\xfe@svar.havnevik.example>", "250"),
        ("RCPT TO:<gro@elsewhere.example>", "550 5.1.1"),
        (f"RCPT TO:<reply+made-up@{DOMAIN}>", "550 5.1.1"),
        (f"RCPT TO:<bounce+{'a' * 26}@{DOMAIN}>", "550 5.1.1"),
        ("RCPT TO:<>", "550 5.1.1"),
        ("RCPT TO:<" + "(" * 480, "553 5.1.3"),
        ("RCPT TO:<a b>", "553 5.1.3"),
        ("RCPT TO:", "553"),
        (f"RCPT TO:<{'x' * 600}@{DOMAIN}>", "500"),
    ],
)
def test_recipients_are_judged_when_they_are_named(
    line: Wire, command: str | bytes, code: str
) -> None:
    line.offers()
    assert line.ask("MAIL FROM:<>").startswith("250")
    assert line.ask(command).startswith(code)


def test_a_token_of_ours_is_known_whatever_its_case(letter: Message, door: Door) -> None:
    boxes = [f"{name}+{letter.token}@{DOMAIN}" for name in ("reply", "bounce", "rsvp", "stop")]
    session.rollback()
    with met(door) as line:
        line.offers()
        line.ask("MAIL FROM:<>")
        assert {line.ask(f"RCPT TO:<{box.upper()}>")[:3] for box in boxes} == {"250"}


def test_smtputf8_in_addresses_and_headers(line: Wire) -> None:
    line.offers()
    raw = "From: Åse <åse@blåbær.example>\r\nSubject: Blåbær\r\n\r\nHei\r\n".encode()
    for command in (
        "MAIL FROM:<åse@blåbær.example> SMTPUTF8 BODY=8BITMIME",
        f"RCPT TO:<ås@{DOMAIN}>",
    ):
        assert line.ask(command).startswith("250")
    line.ask("DATA")
    assert line.send(raw + b".\r\n").startswith("250")
    assert kept() == [(f"ås@{DOMAIN}", raw)]
    assert session.scalar(select(Inbound.envelope_from)) == "åse@blåbær.example"


# Limits


def test_a_letters_address_takes_only_so_many_an_hour(letter: Message, line: Wire) -> None:
    box = f"reply+{letter.token}@{DOMAIN}"
    session.rollback()
    line.offers()
    line.ask("MAIL FROM:<>")
    replies = [line.ask(f"RCPT TO:<{box}>") for _ in range(HOURLY + 1)]
    assert {reply[:3] for reply in replies[:-1]} == {"250"}
    assert replies[-1].startswith("451 4.7.1")


def test_a_far_machine_names_only_so_many_recipients_a_minute(door: Door) -> None:
    keeper = door.handler
    far = [keeper.safe(keeper.judge, "192.0.2.1", HEI) for _ in range(lmtp.A_MINUTE + 1)]
    assert (set(far[:-1]), far[-1]) == ({lmtp.TAKEN}, lmtp.TOO_OFTEN)
    assert keeper.safe(keeper.judge, "192.0.2.2", HEI) == lmtp.TAKEN
    assert keeper.safe(keeper.judge, "", HEI) == lmtp.TAKEN


def test_who_is_one_too_many_is_told_to_come_back(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "TALKS", 3)
    with ExitStack() as stack:
        first = stack.enter_context(met(door))
        greetings = [stack.enter_context(met(door)).greeting[:9] for _ in range(3)]
        assert greetings == ["220 svar.", "220 svar.", "421 4.7.0"]
        first.file.close()
        first.socket.close()
        wait_until(lambda: len(door.handler.talks) < 3, "the door to notice")
        assert stack.enter_context(met(door)).greeting.startswith("220")


def test_who_says_nothing_is_let_go(door: Door) -> None:
    door.SMTP_kwargs["timeout"] = 0.1
    with met(door) as line:
        assert line.reply().startswith("421 4.4.2")
        assert line.file.read() == b""


# The end of the door


def test_a_mail_in_hand_is_finished_before_the_door_closes(door: Door) -> None:
    with met(door) as idle, met(door) as busy:
        idle.offers()
        busy.begin().socket.sendall(b"Hei\r\n")
        wait_until(lambda: any(each.busy for each in door.handler.talks), "the mail to begin")
        closing = threading.Thread(target=door.close)
        closing.start()
        assert idle.reply().startswith("421 4.3.2")
        assert busy.send(b"p\xe5\r\n.\r\n").startswith("250")
        assert busy.reply().startswith("421 4.3.2")
        closing.join(20)
    assert kept() == [(HEI, b"Hei\r\np\xe5\r\n")]
