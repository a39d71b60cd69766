"""Reads a mail in a process of its own, whose memory and time are limited.

A mail that fells its reader fells nobody else: the child is ended, and the mail is kept for a
person with the reason. The child touches no database and leaves by `_exit`, so it may be forked
anywhere.
"""

import os
import pickle
import resource
import select
import signal
import time
from pathlib import Path

from service.inbox.read import Reading, read
from service.inbox.read.headers import mailbox

MEMORY = 512 * 1024 * 1024  # more than the process already has; 40 MB of base64 take 400
SECONDS = 20
OUT_OF_BOUNDS = "The mail could not be read within our limits; its bytes are kept."
STATM = Path("/proc/self/statm")


def read_guarded(raw: bytes, recipient: str, envelope_from: str) -> Reading:
    """As `read`, and never more than `MEMORY` and `SECONDS`, whatever the bytes do."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        read_and_leave(outlet, raw, recipient, envelope_from)
    os.close(outlet)
    try:
        told = heard(inlet, time.monotonic() + SECONDS)
    finally:
        os.close(inlet)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if told is None:
        box, token = mailbox(recipient[:400])
        return Reading(box=box, token=token, damage=OUT_OF_BOUNDS)
    return told


def read_and_leave(outlet: int, raw: bytes, recipient: str, envelope_from: str) -> None:
    """In the child. Nothing of the parent's is closed, flushed or cleaned up."""
    try:
        capped = used() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (capped, capped))
        write(outlet, pickle.dumps(read(raw, recipient, envelope_from)))
    finally:
        os._exit(0)


def used() -> int:
    """Bytes of address space this process has."""
    try:
        return int(STATM.read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 2**31


def write(outlet: int, data: bytes) -> None:
    while data:
        data = data[os.write(outlet, data) :]


def heard(inlet: int, until: float) -> Reading | None:
    """What the child sends until it is done; None when it takes too long or sends nothing whole."""
    pieces = []
    while select.select([inlet], [], [], max(0.0, until - time.monotonic()))[0]:
        piece = os.read(inlet, 65536)
        if not piece:
            break
        pieces.append(piece)
    try:
        told = pickle.loads(b"".join(pieces))  # from our own child, over a pipe of ours
    except (pickle.UnpicklingError, EOFError):
        return None
    return told if isinstance(told, Reading) else None
