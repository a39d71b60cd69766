"""A sender's notes come back whole after any kill, to whoever comes next and to nobody else."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.outbox.delivery import journal
from service.outbox.delivery.journal import HEAD, LEAVING, RETURNED, Journal, Note
from service.outbox.rules import State
from tests.processes import wait_until

ROOT = Path(__file__).parents[2]
KEY = "k3y"
NOTES = [
    Note(0, LEAVING, ""),
    Note(0, State.SENT, "250 2.0.0 Ok: queued as 4cXyz"),
    Note(1, LEAVING, ""),
    Note(2**32 - 1, State.DEFERRED, "450 4.2.0 Prøv igjen senere"),
    Note(1, RETURNED, ""),
]


def opened(data: Path, holder: str = "h1", key: str = KEY) -> Journal:
    return Journal(journal.named(data, key, holder))


def written(data: Path, notes: list[Note], holder: str = "h1", key: str = KEY) -> Path:
    """The journal that a dead sender left."""
    book = opened(data, holder, key)
    for note in notes:
        book.note(*note)
    book.flush()
    book.close(forget=False)
    return book.path


def orphans(data: Path, key: str = KEY) -> dict[str, list[Note]]:
    return dict(journal.orphans(data, key))


def test_notes_come_back_once(tmp_path):
    path = written(tmp_path, NOTES)
    assert orphans(tmp_path) == {"h1": NOTES}
    assert not path.exists()
    assert orphans(tmp_path) == {}


def test_nothing_is_written_before_it_is_flushed(tmp_path):
    book = opened(tmp_path)
    book.note(1, LEAVING)
    assert book.path.read_bytes() == b""
    book.flush()
    book.flush()
    assert list(journal.read(book.path.read_bytes())) == [Note(1, LEAVING, "")]
    book.close(forget=True)


def test_long_words_are_cut_even_in_the_middle_of_a_letter(tmp_path):
    written(tmp_path, [Note(1, State.SENT, "2" + 200 * "å"), Note(2, State.SENT, "250 ok")])
    first, second = orphans(tmp_path)["h1"]
    assert first.words == "2" + 127 * "å"
    assert second == Note(2, State.SENT, "250 ok")


def test_a_journal_that_is_done_is_gone(tmp_path):
    book = opened(tmp_path)
    book.note(1, State.SENT)
    book.flush()
    book.close(forget=True)
    assert list(journal.folder(tmp_path).iterdir()) == []


def test_what_was_forgotten_before_we_forget_it_is_no_trouble(tmp_path):
    book = opened(tmp_path)
    book.path.unlink()
    book.close(forget=True)


def test_only_its_owner_reads_it(tmp_path):
    assert written(tmp_path, NOTES).stat().st_mode & 0o077 == 0


def test_a_journal_of_another_mailing_is_never_taken_up(tmp_path):
    """Nor of one whose key begins like ours: a restored database repeats numbers, not keys."""
    others = [written(tmp_path, NOTES, key=key) for key in ("other", "k3y2", "xk3y", "K3Y")]
    assert orphans(tmp_path) == {}
    assert all(path.exists() for path in others)


def test_journals_of_several_dead_senders_all_come_back(tmp_path):
    written(tmp_path, NOTES[:2], "h1")
    written(tmp_path, NOTES[2:], "h2")
    written(tmp_path, [], "h3")
    assert orphans(tmp_path) == {"h1": NOTES[:2], "h2": NOTES[2:], "h3": []}


def test_other_files_lie_about_undisturbed(tmp_path):
    journal.folder(tmp_path).mkdir()
    stale = journal.folder(tmp_path) / f"{KEY}.h1.journal.bak"
    stale.write_text("mine")
    assert orphans(tmp_path) == {}
    assert stale.exists()


def test_without_any_journal_there_is_nothing_to_take_up(tmp_path):
    assert orphans(tmp_path / "never made") == {}


# A kill in the middle


TEXTS = st.builds(
    Note, st.integers(0, 2**32 - 1), st.sampled_from([*State, LEAVING, RETURNED]), st.text()
)


@given(st.lists(TEXTS, max_size=8), st.data())
def test_a_note_that_was_cut_anywhere_is_left_out_and_no_other(notes, data):
    wholes = [packed(note) for note in notes]
    cut = data.draw(st.integers(0, sum(map(len, wholes))))
    fits, size = 0, 0
    while fits < len(wholes) and size + len(wholes[fits]) <= cut:
        size += len(wholes[fits])
        fits += 1
    found = list(journal.read(b"".join(wholes)[:cut]))
    assert [packed(note) for note in found] == wholes[:fits]


def packed(note: Note) -> bytes:
    said = note.words.encode()[: journal.WORDS].decode(errors="ignore").encode()
    return HEAD.pack(note.seq, note.what, len(said)) + said


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_to_their_end(data):
    journal.settled(list(journal.read(data)))


def test_the_last_note_of_a_delivery_tells_how_it_stands():
    assert journal.settled(NOTES) == {0: NOTES[1], 2**32 - 1: NOTES[3]}


def test_what_left_again_after_it_came_back_is_in_doubt_again():
    notes = [Note(1, LEAVING, ""), Note(1, RETURNED, ""), Note(1, LEAVING, "")]
    assert journal.settled(notes) == {1: notes[2]}


# Whose it is


WRITER = """
import os, sys, time
from pathlib import Path
from service.outbox.delivery import journal
book = journal.Journal(journal.named(Path(sys.argv[1]), "k3y", "h1"))
book.note(7, journal.LEAVING)
book.flush()
if sys.argv[2] == "forks" and os.fork():
    os._exit(0)
print(os.getpid(), flush=True)
time.sleep(60)
"""


def writer(data: Path, how: str) -> tuple[subprocess.Popen, int]:
    """A sender at work in a process of its own, and the number of the process that writes."""
    command = [sys.executable, "-c", WRITER, str(data), how]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def test_a_journal_is_locked_in_the_process_that_writes_it(tmp_path):
    book = opened(tmp_path)
    assert orphans(tmp_path) == {}
    book.close(forget=False)
    assert orphans(tmp_path) == {"h1": []}


@pytest.mark.parametrize("how", ["stays", "forks"])
def test_a_journal_is_locked_while_its_writer_lives_and_free_when_it_is_killed(tmp_path, how):
    process, number = writer(tmp_path, how)
    try:
        assert orphans(tmp_path) == {}
        assert len(list(journal.folder(tmp_path).iterdir())) == 1
    finally:
        os.kill(number, signal.SIGKILL)
        process.communicate()
    wait_until(lambda: orphans(tmp_path) == {"h1": [Note(7, LEAVING, "")]}, "the lock to go")


def test_of_two_that_come_next_one_takes_it_up(tmp_path):
    written(tmp_path, NOTES)
    first: Any = journal.orphans(tmp_path, KEY)
    assert next(first) == ("h1", NOTES)
    assert orphans(tmp_path) == {}
    first.close()


def test_one_that_fails_while_it_takes_up_leaves_it_for_the_next(tmp_path):
    written(tmp_path, NOTES)
    taking: Any = journal.orphans(tmp_path, KEY)
    next(taking)
    with pytest.raises(ConnectionError):
        taking.throw(ConnectionError("the database is away"))
    assert orphans(tmp_path) == {"h1": NOTES}


def test_a_journal_swept_away_while_it_is_opened_is_made_anew(tmp_path):
    """Somebody may find the empty file before its writer has locked it."""
    path = written(tmp_path, [])
    sweeping = journal.orphans(tmp_path, KEY)
    next(sweeping)
    books: list[Journal] = []
    thread = Thread(target=lambda: books.append(Journal(path)), daemon=True)
    thread.start()
    time.sleep(0.2)
    assert list(sweeping) == []
    thread.join(5)
    (book,) = books
    book.note(7, LEAVING)
    book.flush()
    assert orphans(tmp_path) == {}
    book.close(forget=False)
    assert orphans(tmp_path) == {"h1": [Note(7, LEAVING, "")]}


# A full disk


FULL = """
import resource, signal, sys
from pathlib import Path
from service.outbox.delivery import journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
room = int(sys.argv[2])
book = journal.Journal(journal.named(Path(sys.argv[1]), "k3y", "h1"))
resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
for number in range(20):
    book.note(number, 1, f"250 2.0.0 Ok: queued as {number}")
for _ in range(3):
    try:
        book.flush()
    except OSError as error:
        print(error.errno, flush=True)
book.note(20, 1, "250 2.0.0 the last")
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
book.flush()
book.close(forget=False)
"""


@pytest.mark.parametrize("room", [0, 3, 6, 100, 101, 333, 600])
def test_a_disk_that_is_full_is_told_and_loses_nothing(tmp_path, room):
    """Notes wait in memory, the half-written one too, and are whole once there is room again."""
    command = [sys.executable, "-c", FULL, str(tmp_path), str(room)]
    ended = subprocess.run(command, capture_output=True, cwd=ROOT, check=True, text=True)
    assert ended.stdout.split() == ["27"] * 3  # EFBIG: as a full disk, but for one process
    notes = orphans(tmp_path)["h1"]
    assert [note.seq for note in notes] == list(range(21))
    assert notes[20].words == "250 2.0.0 the last"
