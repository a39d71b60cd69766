"""Each mail is read in a process whose memory and time end; whoever asked lives on."""

import base64
import os
import resource
from pathlib import Path

import pytest

from tests.inbox import wire
from workers import reader
from workers.reader import OUT_OF_BOUNDS, read_guarded

TO = "reply+" + "a" * 26 + "@svar.havnevik.example"
HEAD = b"From: kari@bygda.example\r\nSubject: Re: Frokost\r\nMIME-Version: 1.0\r\n"


def heavy(megabytes: int) -> bytes:
    """A yes with a large attachment."""
    data = base64.encodebytes(b"x" * megabytes * 750_000).replace(b"\n", b"\r\n")
    start = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nJa\r\n--b\r\n"
    part = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEAD + start + part + data + b"--b--\r\n"


def test_a_mail_is_read_as_without_a_guard() -> None:
    told = read_guarded(wire.mail(TO, "Ja, jeg kommer"), TO, "aerlig@havnevik.example")
    assert (told.kind, told.token, told.intent.answer) == ("human-reply", "a" * 26, "yes")


def test_a_very_large_mail_is_read_and_the_asker_grows_no_fatter() -> None:
    raw = heavy(36)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = read_guarded(raw, TO, "")
    assert (told.intent.answer, told.attachments, told.damage) == ("yes", 1, None)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(("name", "value"), [("MEMORY", 4 * 1024 * 1024), ("SECONDS", 0)])
def test_one_that_wants_more_than_there_is_says_so_and_keeps_its_address(
    monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    monkeypatch.setattr(reader, name, value)
    told = read_guarded(heavy(36), TO, "")
    assert told.damage
    assert (told.kind, told.token) == ("other", "a" * 26)


def test_after_a_mail_that_was_too_much_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as poor:
        poor.setattr(reader, "SECONDS", 0)
        assert read_guarded(heavy(1), TO, "").damage == OUT_OF_BOUNDS
    assert read_guarded(wire.mail(TO, "Nei"), TO, "").intent.answer == "no"


def test_no_child_is_left_behind() -> None:
    for _ in range(20):
        read_guarded(wire.mail(TO, "Ja"), TO, "")
    assert [each for each in children() if each == "Z"] == []


def children() -> list[str]:
    """How each of our children is doing: its letter in /proc/<pid>/stat."""
    stats = (path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if path.exists())
    told = (stat.rpartition(")")[2].split() for stat in stats)
    return [state for state, parent, *_ in told if parent == str(os.getpid())]
