"""What a registration costs, and whether a seat is ever sold twice: `make bench BENCH=register`.

The pages, a worker, PostgreSQL and Redis run as in production, and a sink takes the mail. Each
registration is one plain POST from an address of its own. The processor time is that of the whole
machine, less the client's: form, database, queue, letter rendered and handed over.
"""

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from unittest.mock import patch
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import func, select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.events.actions import registration
from service.events.models import Event, Registration
from service.events.rules import TAKING
from service.signup.models import SignupForm
from tests.bench.measure import QUICK, Metric, machine_cpu, say
from tests.bench.ours import ROOT, House
from tests.bench.sink import FastSink, fast_sink
from tests.events.planning import breakfast
from tests.processes import free_port, listens, wait_until
from tests.workers.test_kill import environment

PEOPLE = 100 if QUICK else 1000
ROUNDS = 20 if QUICK else 1000
CONTROLS = 5 if QUICK else 50
CLIENTS = 8
WARM = 20  # registrations before the clock runs
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    cost()
    for database in ("sqlite", "postgresql"):
        note = f"{ROUNDS:,} last seats, {CLIENTS} clients at once for each"
        sold = oversold(database, ROUNDS)
        say(Metric("register", f"oversold_{database}", sold, "", 0, note=note))
    with patch.object(registration, "locked", unlocked(Barrier(CLIENTS))):
        sold = oversold("postgresql", CONTROLS)
    note = (
        f"{CONTROLS} last seats with the lock off: 0 would mean that the lines above prove nothing"
    )
    say(Metric("register", "oversold_without_lock", sold, "", note=note))


def cost() -> None:
    with House(1) as house, fast_sink() as sink, served(house, sink.port) as port:
        token = opened(house, PEOPLE + WARM)
        for number in range(WARM):
            register(port, token, number)
        settled(sink, WARM)
        busy, own = machine_cpu(), time.process_time()
        took = sorted(register(port, token, WARM + number) for number in range(PEOPLE))
        settled(sink, WARM + PEOPLE)
        spent = machine_cpu() - busy - (time.process_time() - own)
    note = f"{PEOPLE:,} registrations, each with its mail delivered"
    say(Metric("register", "cpu_ms", spent / PEOPLE * 1000, "ms", 10, note=note))
    say(Metric("register", "requests", 1, "", 1, note="and one to confirm, or an answer by mail"))
    say(Metric("register", "p99_ms", took[int(PEOPLE * 0.99)] * 1000, "ms", note=note))


@contextmanager
def served(house: House, sink: int) -> Iterator[int]:
    """The pages and a worker as processes; the port of the pages."""
    port = free_port()
    env = environment(house.settings, 0) | {"PAADRIV_SMTP_URL": f"smtp://127.0.0.1:{sink}"}
    ours = [sys.executable, "-m", "workers.command"]
    web = [*ours, "web", "--bind", f"127.0.0.1:{port}"]
    worker = [*ours, "worker", "--queues", "urgent,mail", "--count", "1"]
    with (house.data / "log").open("ab") as log:
        started = [subprocess.Popen(each, env=env, cwd=ROOT, stderr=log) for each in (web, worker)]
    try:
        wait_until(lambda: listens(port), "the pages")
        yield port
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait(30)


def opened(house: House, capacity: int) -> str:
    """The token of the form of a new breakfast."""
    community = session.get_one(Community, house.community_id)
    start = clock.now() + timedelta(days=20)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=1), "doors_at": None}
    event = breakfast(community, capacity=capacity, **times)
    mine = SignupForm.feature == "events", SignupForm.about_id == event.id
    token = session.scalars(select(SignupForm.token).where(*mine)).one()
    session.remove()
    return token


def register(port: int, token: str, number: int) -> float:
    """One request from an address of its own, as strangers have; the seconds it took."""
    fields = {"name": f"Gjest {number}", "email": f"gjest{number}@havnevik.example"}
    source = f"127.{1 + number // 60_000}.{number // 250 % 250}.{1 + number % 250}"
    began = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, source_address=(source, 0))
    line.request("POST", f"/f/{token}", urlencode(fields), HEADERS)
    reply = line.getresponse()
    reply.read()
    line.close()
    assert reply.status == 200, f"registration {number}: {reply.status}"
    return time.perf_counter() - began


def settled(sink: FastSink, number: int) -> None:
    wait_until(lambda: sink.count().messages >= number, f"{number} letters", seconds=300)


def oversold(database: str, rounds: int) -> int:
    """How many of the rounds ended with two on one seat."""
    with House(1, database) as house, ThreadPoolExecutor(CLIENTS) as crowd:
        return sum(one_seat(house, crowd, number) != 1 for number in range(rounds))


def unlocked(meeting: Barrier) -> Callable[[Event], Event]:
    """In the lock's place: everybody is about to count the seats before anybody has taken one."""

    def nothing(event: Event) -> Event:
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=3)
        return event

    return nothing


def one_seat(house: House, crowd: ThreadPoolExecutor, turn: int) -> int:
    """Eight ask for the last seat at the same moment; how many have it."""
    token, start = opened(house, 1), Barrier(CLIENTS)

    def ask(number: int) -> int:
        start.wait(30)
        fields = {"name": f"Gjest {number}", "email": f"g{turn}-{number}@havnevik.example"}
        source = f"10.{turn % 250}.{turn // 250}.{number}"
        client = FlaskClient(house.app, house.app.response_class)
        path, here = f"/f/{token}", {"REMOTE_ADDR": source}
        return client.post(path, data=fields, environ_overrides=here).status_code

    assert set(crowd.map(ask, range(CLIENTS))) == {200}
    taken = Registration.state.in_(TAKING), Event.id == select(func.max(Event.id)).scalar_subquery()
    counted = select(func.count(Registration.id)).join(Event).where(*taken)
    number = session.scalar(counted) or 0
    session.remove()
    return number


if __name__ == "__main__":
    main()
