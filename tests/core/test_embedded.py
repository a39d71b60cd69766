"""The embedded Redis starts once per folder, keeps what it was given and ends with its owner."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from service.core import embedded
from service.core.embedded import EmbeddedError, die_with_parent, redis_server, socket_path

OWNER = """
import pathlib, sys, time
from service.core.embedded import redis_server
with redis_server(pathlib.Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


@contextmanager
def owner_in_another_process(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-c", OWNER, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        try:
            yield owner, owner.stdout.readline().strip()
        finally:
            owner.kill()


def put(url: str, name: str, value: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.set(name, value)


def get(url: str, name: str) -> bytes | None:
    with redis.Redis.from_url(url) as client:
        value = client.get(name)
        assert value is None or isinstance(value, bytes)
        return value


def answers(folder: Path) -> bool:
    with embedded.client_of(socket_path(folder)) as client:
        return embedded.answers(client)


def test_what_was_queued_is_there_after_a_restart(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        put(url, "job", "breakfast")
    with redis_server(tmp_path) as url:
        assert get(url, "job") == b"breakfast"


def test_it_stops_with_its_owner(tmp_path: Path) -> None:
    with redis_server(tmp_path):
        assert answers(tmp_path)
    assert not answers(tmp_path)


def test_it_never_forgets_to_make_room(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url, redis.Redis.from_url(url) as client:
        asked = client.config_get("maxmemory-policy", "appendonly", "appendfsync", "port")
    assert asked == {
        "maxmemory-policy": "noeviction",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "port": "0",
    }


def test_a_second_caller_shares_it_and_leaves_it_running(tmp_path: Path) -> None:
    with redis_server(tmp_path) as first:
        with redis_server(tmp_path) as second:
            assert second == first
        assert answers(tmp_path)


def test_another_process_shares_it(tmp_path: Path) -> None:
    with owner_in_another_process(tmp_path) as (_, theirs), redis_server(tmp_path) as ours:
        assert ours == theirs
        assert answers(tmp_path)


def test_two_folders_have_two_servers(tmp_path: Path) -> None:
    with redis_server(tmp_path / "a") as a, redis_server(tmp_path / "b") as b:
        put(a, "seat", "1")
        assert get(b, "seat") is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_killed_owner_takes_it_along_and_the_next_one_finds_everything(tmp_path: Path) -> None:
    with owner_in_another_process(tmp_path) as (owner, url):
        put(url, "job", "newsletter")
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        with redis_server(tmp_path) as again:
            assert get(again, "job") == b"newsletter"


@pytest.fixture
def short_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr("tempfile.tempdir", folder)
        yield folder


@pytest.mark.usefixtures("short_temporary_folder")
def test_a_folder_with_a_very_long_or_odd_name_will_do(tmp_path: Path) -> None:
    data = tmp_path / ("havnevik & ære 100% " * 6)
    with redis_server(data) as url:
        put(url, "job", "yes")
        assert get(url, "job") == b"yes"
    assert len(os.fsencode(socket_path(data))) < embedded.LONGEST_SOCKET
    assert (data / "appendonlydir").is_dir()


@pytest.mark.usefixtures("short_temporary_folder")
def test_a_folder_that_somebody_else_made_is_refused() -> None:
    data = Path("/", "x" * 120)
    socket_path(data).parent.chmod(0o777)
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        socket_path(data)


def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with redis_server(tmp_path):
        pass
    manifest = next((tmp_path / "appendonlydir").glob("*.manifest"))
    manifest.write_text("nonsense\n")
    with pytest.raises(EmbeddedError) as error, redis_server(tmp_path):
        pass
    assert str(error.value) == (
        f"The embedded Redis in {tmp_path} did not start: Invalid AOF manifest file format. "
        "PAADRIV_REDIS_URL may name a server of your own."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = (
        "import subprocess, sys; from service.core.embedded import die_with_parent;"
        "child = subprocess.Popen(die_with_parent(['sleep', '60']));"
        f"open({str(note)!r}, 'w').write(str(child.pid) + '.'); child.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", parent]) as process:
        wait_until(lambda: note.exists() and note.read_text().endswith("."))
        process.kill()
    child = int(note.read_text().rstrip("."))
    wait_until(lambda: ended(child))


def ended(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().split()[2] == "Z"


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_where_children_cannot_be_tied_the_command_stays_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert die_with_parent(["sleep", "1"]) == ["sleep", "1"]
