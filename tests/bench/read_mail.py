"""How fast mail is read: `make bench BENCH=read-mail`. One core, no database, our own mails.

The mix is what a community gets: answers in words, calendar answers, automatic replies and returns
(tests/inbox/mails and tests/journeys/answers), with one of 1 MB and one of 200 kB in a hundred.
"""

import base64
import time
from itertools import cycle, islice
from pathlib import Path

from service.inbox.read import read
from tests.bench.measure import Metric, say

TESTS = Path(__file__).parents[1]
FOLDERS = TESTS / "inbox" / "mails", TESTS / "journeys" / "answers"
MESSAGES = 4000
TO = "reply+" + "a" * 26 + "@svar.havnevik.example"
HEAD = b"From: kari@bygda.example\r\nSubject: Re: Frokost\r\nMIME-Version: 1.0\r\n"


def mails() -> list[bytes]:
    small = [path.read_bytes() for folder in FOLDERS for path in sorted(folder.glob("*.eml"))]
    hundred = list(islice(cycle(small), 98))
    return [*hundred[:49], large(750_000), *hundred[49:], large(150_000)]


def large(size: int) -> bytes:
    """A yes with an attachment, as people send them."""
    data = base64.encodebytes(bytes(range(256)) * (size // 256)).replace(b"\n", b"\r\n")
    start = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nJa takk\r\n--b\r\n"
    part = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEAD + start + part + data + b"--b--\r\n"


def main() -> None:
    mix = mails()
    for raw in mix:  # patterns are compiled at the first use
        read(raw, TO, "kari@bygda.example")
    took = []
    began = time.process_time()
    for raw in islice(cycle(mix), MESSAGES):
        start = time.process_time()
        read(raw, TO, "kari@bygda.example")
        took.append(time.process_time() - start)
    whole = time.process_time() - began
    took.sort()
    note = f"{MESSAGES} mails of {len(mix)} kinds, processor time of one core"
    say(Metric("read-mail", "messages_per_second", MESSAGES / whole, "1/s", 300, note=note))
    say(Metric("read-mail", "p99_ms", took[int(len(took) * 0.99)] * 1000, "ms", 30, note=note))


if __name__ == "__main__":
    main()
