"""Runs the sink of csink.c in Python: `python -m tests.bench.slow_sink [options] PORT`."""

import argparse
import asyncio
import json
import os
import signal
import socket
import sys

from tests.bench.slow_sink.connection import Connection
from tests.bench.slow_sink.totals import Totals

PERCENTS = ("g", "x", "d", "t", "D")


def asked_for(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("slow_sink", description="See csink.c for the options.")
    parser.add_argument("-c", action="store_true")
    parser.add_argument("-S", type=int, default=50_000_000)
    parser.add_argument("-L", type=float, default=0)
    parser.add_argument("-s", type=int, default=1)
    for name in ("l", "o"):
        parser.add_argument(f"-{name}", default="")
    for name in PERCENTS:
        parser.add_argument(f"-{name}", type=float, default=0)
    parser.add_argument("port", type=int)
    return parser.parse_args(words)


async def serve(asked: argparse.Namespace) -> None:
    totals, loop, over = Totals(asked), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, totals.print)
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, over.set)
    here = socket.create_server(("127.0.0.1", asked.port), backlog=1024)
    async with await loop.create_server(lambda: Connection(totals), sock=here):
        sys.stderr.write(json.dumps({"pid": os.getpid()}) + "\n")
        sys.stderr.flush()
        await over.wait()
        totals.print()
        os._exit(0)  # the server itself would wait for its clients


if __name__ == "__main__":
    asyncio.run(serve(asked_for(sys.argv[1:])))
