"""A sender's own notes on disk, written before anything more goes out: what a kill leaves behind.

A note says that a message is about to leave whole, or what the server answered. The file is locked
for as long as its writer lives, so whoever can lock it knows that the writer is dead. No fsync: the
kernel keeps what a killed process wrote; a machine that loses power falls back on the ledger.
"""

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HEAD = struct.Struct("<IBB")  # delivery, what, octets of the server's words
LEAVING, RETURNED = 100, 101  # its last octet is about to leave; it surely never arrived
WORDS = 255


class Note(NamedTuple):
    """`what` is LEAVING, RETURNED or a rules.State."""

    seq: int
    what: int
    words: str


class Journal:
    """Notes gathered in memory until `flush` puts them on disk with one write."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.file = ours(path)
        self.pending: list[bytes] = []

    def note(self, seq: int, what: int, words: str = "") -> None:
        said = words.encode()[:WORDS]
        self.pending.append(HEAD.pack(seq, what, len(said)) + said)

    def flush(self) -> None:
        """OSError when the disk is full: then nothing more may be sent."""
        while self.pending:
            data = b"".join(self.pending)
            rest = data[os.write(self.file, data) :]  # what is half on disk is not written twice
            self.pending = [rest] if rest else []

    def close(self, *, forget: bool) -> None:
        """Forgotten once the ledger has everything; else whoever comes next reads it."""
        if forget:
            self.path.unlink(missing_ok=True)
        os.close(self.file)


def ours(path: Path) -> int:
    """Open and locked. Whoever looks for orphans may sweep it away before we have locked it."""
    while True:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_nlink:
            return file
        os.close(file)


def folder(data: Path) -> Path:
    return data / "journals"


def named(data: Path, key: str, holder: str) -> Path:
    """The mailing's own key is in the name: its number may come back with a restored database."""
    return folder(data) / f"{key}.{holder}.journal"


def orphans(data: Path, key: str) -> Iterator[tuple[str, list[Note]]]:
    """Holder and notes of each journal of this mailing whose writer is dead; then it is removed."""
    for path in sorted(folder(data).glob(f"{key}.*.journal")):
        with locked(path) as dead:
            if dead:
                yield path.name.split(".")[1], list(read(path.read_bytes()))
                path.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """False when its writer lives, or somebody else has taken it up."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield path.exists()
    except BlockingIOError:
        yield False
    finally:
        os.close(file)


def read(data: bytes) -> Iterator[Note]:
    """Every whole note; a kill in the middle of a write leaves at most one half."""
    at = 0
    while at + HEAD.size <= len(data):
        seq, what, length = HEAD.unpack_from(data, at)
        at += HEAD.size + length
        if at > len(data):
            return
        yield Note(seq, what, data[at - length : at].decode("utf-8", "replace"))


def settled(notes: list[Note]) -> dict[int, Note]:
    """The last note of each delivery; one that came back for certain leaves none."""
    last = {note.seq: note for note in notes}
    return {seq: note for seq, note in last.items() if note.what != RETURNED}
