"""The sinks, in C and in Python, do what benchmarks and torture take for granted."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.bench import sink
from tests.bench.sink import FastSink, Faults, accepted
from tests.processes import wait_until

Start = Callable[..., AbstractContextManager[FastSink]]

LETTER = b"Message-ID: <1@paadriv.example>\r\nSubject: Hei\r\n\r\nHei!\r\n..\r\nslutt\r\n"
PLAIN = LETTER.replace(b"\r\n..\r\n", b"\r\n.\r\n")
ENVELOPE = b"MAIL FROM:<a@paadriv.example>\r\nRCPT TO:<b@x.example>\r\n"
OK = ["250", "250", "354", "250"]


@pytest.fixture(params=["c", "python"])
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Start:
    if request.param == "python":
        monkeypatch.setattr(sink, "best_program", lambda: ("python", sink.python_program()))
    elif sink.best_program()[0] != "c":
        pytest.skip("needs a C compiler")
    return sink.fast_sink


class Client:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.file = self.socket.makefile("rb")
        assert self.reply() == "220"

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def line(self) -> str:
        return self.file.readline().decode().rstrip()

    def reply(self) -> str:
        line = self.line()
        while line[3:4] == "-":
            line = self.line()
        return line[:3]

    def replies(self, number: int) -> list[str]:
        return [self.reply() for _ in range(number)]

    def ended(self) -> bool:
        with suppress(ConnectionResetError):
            return self.file.read() == b""
        return True

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@contextmanager
def greeted(port: int) -> Iterator[Client]:
    with closing(Client(port)) as client:
        client.say(b"EHLO test\r\n")
        assert client.reply() == "250"
        yield client


def data(content: bytes) -> bytes:
    return ENVELOPE + b"DATA\r\n" + content + b".\r\n"


def bdat(*chunks: bytes) -> bytes:
    sizes = [b"BDAT %d" % len(chunk) for chunk in chunks]
    sizes[-1] += b" LAST"
    pairs = zip(sizes, chunks, strict=True)
    return ENVELOPE + b"".join(size + b"\r\n" + chunk for size, chunk in pairs)


def test_it_says_what_it_can(start: Start) -> None:
    with (
        start("-S", "12345", chunking=True) as server,
        closing(Client(server.port)) as client,
    ):
        client.say(b"EHLO test\r\n")
        assert [client.line()[4:] for _ in range(6)] == [
            "sink",
            "PIPELINING",
            "8BITMIME",
            "SIZE 12345",
            "CHUNKING",
            "ENHANCEDSTATUSCODES",
        ]
        client.say(b"NOOP\r\nWHAT\r\nQUIT\r\n")
        assert client.replies(3) == ["250", "500", "221"]
        assert client.ended()


def test_a_window_of_messages_is_logged_and_counted(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    began = time.monotonic()
    with start(log=log) as server, greeted(server.port) as client:
        client.say(data(LETTER) * 3)
        assert client.replies(12) == OK * 3
        assert accepted(log) == [("b@x.example", "<1@paadriv.example>")] * 3
        counted = server.count()
        assert (counted.messages, counted.bytes) == (3, 3 * len(LETTER))
        assert began < counted.last < time.monotonic()


def test_bytes_may_come_one_by_one(start: Start, tmp_path: Path) -> None:
    with start("-o", str(tmp_path), chunking=True) as server, greeted(server.port) as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        whole = data(LETTER) + bdat(PLAIN[:20], PLAIN[20:], b"") + data(b"")
        client.say(*(whole[place : place + 1] for place in range(len(whole))))
        assert client.replies(4 + 5 + 4) == [*OK, "250", "250", "250", "250", "250", *OK]
        kept = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
        assert kept == [PLAIN, PLAIN, b""]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_message_may_have_four_megabytes(start: Start, tmp_path: Path, chunked: bool) -> None:
    letter = LETTER + (b"x" * 998 + b"\r\n") * 4096
    kept = letter if chunked else letter.replace(b"\r\n..", b"\r\n.")
    with start("-o", str(tmp_path), chunking=True) as server, greeted(server.port) as client:
        client.say(bdat(letter) if chunked else data(letter))
        assert client.replies(3 if chunked else 4)[-1] == "250"
        assert (tmp_path / "000001.eml").read_bytes() == kept
        assert server.count().bytes == len(letter)


def test_a_message_id_may_be_folded_and_each_recipient_has_a_line(
    start: Start, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    letter = b"X: y\r\nmessage-id:\r\n <far@x.example>\r\n\r\nMessage-ID: <no@x.example>\r\n"
    with start(log=log) as server, greeted(server.port) as client:
        client.say(ENVELOPE + b"RCPT TO:<c@x.example>\r\nDATA\r\n" + letter + b".\r\n")
        assert client.replies(5) == ["250", "250", "250", "354", "250"]
    mark = "<far@x.example>"
    assert accepted(log) == [("b@x.example", mark), ("c@x.example", mark)]


def test_what_is_too_big_is_refused(start: Start) -> None:
    with start("-S", "1000") as server, greeted(server.port) as client:
        client.say(b"MAIL FROM:<a@x.example> SIZE=1001\r\n")
        assert client.reply() == "552"
        client.say(data(b"x" * 1000 + b"\r\n"))
        assert client.replies(4) == ["250", "250", "354", "552"]
        assert server.count().messages == 0


def test_it_minds_the_order_of_commands(start: Start) -> None:
    with start(chunking=True) as server, greeted(server.port) as client:
        client.say(b"RCPT TO:<b@x.example>\r\nDATA\r\nMAIL FROM:<>\r\nDATA\r\nMAIL FROM:<>\r\n")
        assert client.replies(5) == ["503", "503", "250", "554", "503"]
        client.say(b"BDAT 5\r\nabcdeBDAT 6 LAST\r\nMAIL\r\nMAIL FROM:<>\r\nRSET\r\n")
        assert client.replies(4) == ["554", "554", "250", "250"]
        assert server.count().messages == 0


@pytest.mark.parametrize(
    ("faults", "replies"),
    [
        (Faults(refused_for_now=100), ["250", "451", "554"]),
        (Faults(refused_for_good=100), ["250", "550", "554"]),
        (Faults(later_after_content=100), ["250", "250", "354", "451"]),
        (Faults(reset_in_content=100), ["250", "250", "354"]),
        (Faults(reset_after_accepting=100), ["250", "250", "354"]),
    ],
)
@pytest.mark.parametrize("late_ms", [0, 20])
def test_things_go_wrong(
    start: Start, tmp_path: Path, faults: Faults, replies: list[str], late_ms: float
) -> None:
    log = tmp_path / "log"
    with (
        start(log=log, faults=faults, late_ms=late_ms) as server,
        greeted(server.port) as client,
    ):
        client.say(ENVELOPE + b"DATA\r\n")
        assert client.replies(3) == replies[:3]
        if replies[2] == "354":
            client.say(LETTER + b".\r\n")
            assert client.replies(1) == replies[3:] if replies[3:] else client.ended()
        assert server.count().messages == faults.reset_after_accepting / 100
        assert len(accepted(log)) == faults.reset_after_accepting / 100


def test_a_seed_makes_the_same_things_go_wrong(start: Start) -> None:
    def run() -> list[str]:
        faults = Faults(refused_for_good=20, refused_for_now=30, seed=7)
        with start(faults=faults) as server, greeted(server.port) as client:
            client.say(b"MAIL FROM:<>\r\n" + b"RCPT TO:<b@x.example>\r\n" * 400)
            return client.replies(401)

    first = run()
    assert run() == first
    assert 40 < first.count("550") < 130
    assert 50 < first.count("451") < 150


def test_late_replies_cost_one_wait_for_all_that_was_sent_together(start: Start) -> None:
    with start(late_ms=250) as server, greeted(server.port) as client:
        began = time.monotonic()
        client.say(data(LETTER) * 20)
        assert client.replies(80) == OK * 20
        assert 0.25 <= time.monotonic() - began < 0.5


def test_a_late_reply_keeps_nothing_else_waiting(start: Start) -> None:
    with start(late_ms=250) as server, greeted(server.port) as client:
        began = time.monotonic()
        for _ in range(3):
            client.say(data(LETTER))
            time.sleep(0.05)
        for due in (0.25, 0.3, 0.35):
            assert client.replies(4) == OK
            assert due <= time.monotonic() - began < 0.75


def test_a_client_may_be_killed_in_the_middle(start: Start) -> None:
    for late_ms in (0, 30):
        with start(late_ms=late_ms) as server:
            for cut in (10, 60, 80, 120, len(data(LETTER))):
                with greeted(server.port) as client:
                    client.say(data(LETTER)[:cut])
            with greeted(server.port) as client:
                client.say(data(LETTER))
                assert client.replies(4) == OK
                wait_until(lambda: server.count().messages == 2, "the last of the killed")


def test_it_holds_fifty_connections(start: Start) -> None:
    with start() as server:
        clients = [Client(server.port) for _ in range(50)]
        for _ in range(3):
            for client in clients:
                client.say(data(LETTER))
            assert [client.replies(4) for client in clients] == [OK] * 50
        assert server.count().messages == 150
        for client in clients:
            client.close()


def test_replies_that_nobody_reads_hold_up_nothing(start: Start) -> None:
    with start() as server, greeted(server.port) as deaf, greeted(server.port) as other:
        deaf.say(b"NOOP\r\n" * 500_000)
        other.say(data(LETTER))
        assert other.replies(4) == OK
        wanted = b"250 2.0.0 Ok\r\n" * 500_000
        assert deaf.file.read(len(wanted)) == wanted


def test_a_log_outlives_its_sink(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for mails in (1, 2):
        with start(log=log) as server, greeted(server.port) as client:
            client.say(data(LETTER))
            assert client.replies(4) == OK
            os.kill(server.pid, signal.SIGKILL)
            assert client.ended()
            assert len(accepted(log)) == mails


def test_the_compiler_has_nothing_to_say(tmp_path: Path) -> None:
    if sink.best_program()[0] != "c":
        pytest.skip("needs a C compiler")
    command: list[Any] = ["cc", *sink.FLAGS, "-Werror", "-o", tmp_path / "csink", sink.SOURCE]
    assert subprocess.run(command, capture_output=True, text=True).stderr == ""
