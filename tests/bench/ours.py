"""Our own sender in a house of its own: PostgreSQL that keeps what it says, Redis, many readers."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from flask import Flask
from sqlalchemy import Select, insert, literal, null, select, text, update

from emails.campaigns.newsletter import Newsletter
from emails.members.welcome import Welcome
from service.app import create_app
from service.communities.models import Community
from service.contacts.models import Person
from service.core.config import Settings
from service.core.db import db, session
from service.core.embedded import redis_server
from service.outbox import actions as outbox
from service.outbox.actions import About
from service.outbox.actions.mailing import compile_print
from service.outbox.models import Delivery, Mailing, Print
from service.outbox.rules import State
from tests import people
from tests.bench import sink
from tests.bench.letter import letter, names
from tests.bench.sender import Sent
from tests.conftest import settings_for
from tests.processes import wait_until
from tests.services import (
    new_database,
    postgres,
    postgres_programs,
    postgres_served,
)
from tests.workers.test_kill import environment

SENDERS = 2  # processes, as `paadriv worker` has for newsletters
WINDOW, FAR_WINDOW = 4, 16  # messages under way at once by BDAT, near and far
ROOT = Path(__file__).parents[2]


class House:
    """A community with `number` readers, each with a name of their own."""

    def __init__(self, number: int, database: str = "postgresql") -> None:
        self.number, self.database = number, database
        self.stack = ExitStack()
        self.mailings = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paadriv-")))
            redis = stack.enter_context(redis_server(self.data))
            url = self.database_url(stack)
            self.settings = settings_for(self.data, redis, "smtp://127.0.0.1:1", url)
            self.app = stack.enter_context(opened(self.settings))
            self.print_id, self.community_id = furnished(self.number)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def database_url(self, stack: ExitStack) -> str:
        if self.database == "sqlite":
            return ""
        self.cluster = stack.enter_context(postgres(postgres_programs(), safe=True))
        return new_database(str(self.cluster))

    def crash_database(self) -> None:
        """PostgreSQL stopped as by a power cut, and started again."""
        mark = self.cluster / "data/postmaster.pid"  # the last thing it takes away as it ends
        os.kill(int(mark.read_text().split()[0]), signal.SIGQUIT)
        wait_until(lambda: not mark.exists(), "PostgreSQL to be gone")
        self.stack.enter_context(postgres_served(postgres_programs(), self.cluster, safe=True))

    # What is measured

    def prepare(self) -> tuple[int, float]:
        """A new newsletter to everybody: its number, and the seconds to write all down."""
        self.mailings += 1
        community = session.get_one(Community, self.community_id)
        columns: Any = (Person.id, literal(self.print_id), null())
        everyone: Select[Any] = select(*columns)
        began = time.perf_counter()
        about = About("campaigns", self.mailings)
        mailing = outbox.prepare(Newsletter, community, about, everyone)
        number = mailing.id
        session.commit()
        seconds = time.perf_counter() - began
        session.execute(text("ANALYZE"))
        session.commit()
        session.remove()
        return number, seconds

    def send(
        self,
        mailing_id: int,
        port: int,
        chunking: bool = False,
        late: bool = False,
        connections: int = 10,
    ) -> Sent:
        window = chunking * (FAR_WINDOW if late else WINDOW)
        senders = 1 if late else SENDERS  # where the wait is all, one has nothing to be helped with
        running = Running(self, mailing_id, port, Lines(connections // senders, window), senders)
        began = time.perf_counter()
        figures = running.finished()
        return Sent(
            time.perf_counter() - began,
            sum(each.cpu_seconds for each in figures),
            max(each.peak_mb for each in figures),
        )

    def pause_while_sending(self, port: int) -> float:
        """Milliseconds from the commit of a pause until the last letter was accepted."""
        mailing_id, _ = self.prepare()
        before = sink.at(port).count().messages
        sender = Running(self, mailing_id, port)
        wait_until(lambda: sink.at(port).count().messages > before + self.number // 10, "letters")
        steer(mailing_id, "paused")
        paused = time.monotonic()
        sender.finished()
        assert self.reached(mailing_id) < self.number, "all had gone before the pause"
        assert sink.at(port).count().messages - before == self.reached(mailing_id)
        return max(0.0, sink.at(port).count().last - paused) * 1000

    def reached(self, mailing_id: int) -> int:
        mine = Delivery.mailing_id == mailing_id, Delivery.state == int(State.SENT)
        number = session.query(Delivery).filter(*mine).count()
        session.remove()
        return number

    def confirmation_wait(self, port: int) -> float:
        """Milliseconds a service letter needs while a newsletter is leaving at full speed."""
        mailing_id, _ = self.prepare()
        log = self.data / "log"
        with sink.fast_sink(log=log) as quiet, self.worker(quiet.port):
            before = sink.at(port).count().messages
            sender = Running(self, mailing_id, port)
            wait_until(lambda: sink.at(port).count().messages > before, "letters")
            person = session.query(Person).order_by(Person.id).limit(1).one()
            began = time.monotonic()
            outbox.post(
                Welcome("Åse", None, None, "https://x.example/"), person, About("members", 1)
            )
            session.commit()
            session.remove()
            wait_until(lambda: bool(sink.accepted(log)), "the confirmation")
            waited = (time.monotonic() - began) * 1000
            steer(mailing_id, "stopped")
            sender.finished()
            log.unlink()
        return waited

    @contextmanager
    def worker(self, port: int) -> Iterator[None]:
        """The worker that takes urgent letters and no newsletters, as in production."""
        env = environment(self.settings, 0) | {"PAADRIV_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "workers.command", "worker", "--queues", "urgent,mail"]
        child = subprocess.Popen([*command, "--count", "1"], env=env, cwd=ROOT)
        try:
            wait_until(lambda: bool(self.app.extensions["redis"].keys("rq:worker:*")), "a worker")
            yield
        finally:
            child.terminate()
            child.wait(30)


@dataclass(frozen=True)
class Lines:
    """How many connections each sender has, and how many messages are under way on each."""

    number: int
    window: int


class Running:
    """The senders of a newsletter, as two workers that take newsletters; they begin together."""

    def __init__(
        self,
        house: House,
        mailing_id: int,
        port: int,
        lines: "Lines | None" = None,
        senders: int = SENDERS,
    ) -> None:
        each_has = lines or Lines(5, 0)
        options = f"connections={each_has.number}&chunking={each_has.window}"
        relay = f"smtp://127.0.0.1:{port}?{options}"
        env = environment(house.settings, 0) | {"PAADRIV_SMTP_URL": relay}
        command = [sys.executable, "-m", "tests.bench.sender", str(mailing_id)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.senders = [
            subprocess.Popen(command, env=env, cwd=ROOT, **pipes) for _ in range(senders)
        ]
        for each in self.senders:
            assert each.stdout
            assert each.stdout.readline() == "ready\n"
        for each in self.senders:
            assert each.stdin
            each.stdin.write("go\n")
            each.stdin.flush()

    def finished(self) -> list[Sent]:
        """What each of them needed, once all have ended."""
        said = [each.communicate(timeout=900)[0] for each in self.senders]
        codes = [each.returncode for each in self.senders]
        assert set(codes) == {0}, f"the senders ended with {codes}"
        return [Sent(**json.loads(words)) for words in said]


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        yield app
        session.remove()
        db.engine.dispose()


def furnished(number: int) -> tuple[int, int]:
    """The community with its readers and the letter; (print, community)."""
    community = people.havnevik()
    session.flush()
    rows = (reader(community, person.name, person.email) for person in names(number))
    many: list[dict[str, Any]] = []
    for row in rows:
        many.append(row)
        if len(many) == 20_000:
            session.execute(insert(Person), many)
            many = []
    if many:
        session.execute(insert(Person), many)
    session.execute(text(SUBSCRIBED), {"community": community.id})
    page = letter()
    sheet = Print(
        community_id=community.id,
        subject=page.subject,
        preheader=page.preheader,
        html=page.html,
        text=page.text,
        digest="",
    )
    session.add(sheet)
    session.flush()
    compile_print(sheet, community, "du")
    session.commit()
    found = sheet.id, community.id
    session.remove()
    return found


def reader(community: Community, name: str, email: str) -> dict[str, Any]:
    return {
        "community_id": community.id,
        "email": email,
        "email_key": email,
        "name": name,
        "language": "nb",
        "address_state": "verified",
        "source": "bench",
    }


SUBSCRIBED = """INSERT INTO subscription (community_id, person_id, list, state, changed_at)
SELECT community_id, id, 'newsletter', 'active', '2026-01-01 00:00:00' FROM person
WHERE community_id = :community"""


def steer(mailing_id: int, state: str) -> None:
    session.execute(update(Mailing).where(Mailing.id == mailing_id).values(state=state))
    session.commit()
    session.remove()
