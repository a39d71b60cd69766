"""What was asked of the sink, what it has counted, and the log of what it has accepted."""

import argparse
import json
import os
import random
import re
import sys
import time
from pathlib import Path

MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Totals:
    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.messages = self.bytes = 0
        self.last = 0.0
        self.log = os.open(asked.l, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if asked.l else -1
        random.seed(asked.s)

    def happens(self, fault: str) -> bool:
        chance: float = getattr(self.asked, fault)
        return chance > 0 and random.random() * 100 < chance

    def take(self, recipients: list[str], wire: bytes, message: bytes) -> None:
        self.messages += 1
        self.bytes += len(wire)
        self.last = time.monotonic()
        if self.log >= 0:
            found = MESSAGE_ID.search(wire.partition(b"\r\n\r\n")[0])
            mark = found[1].decode() if found else ""
            lines = "".join(f"{recipient}\t{mark}\n" for recipient in recipients)
            os.write(self.log, lines.encode())
        if self.asked.o:
            Path(self.asked.o, f"{self.messages:06}.eml").write_bytes(message)

    def print(self) -> None:
        counted = {"messages": self.messages, "bytes": self.bytes, "last": self.last}
        sys.stderr.write(json.dumps(counted) + "\n")
        sys.stderr.flush()
