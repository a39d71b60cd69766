"""Senders killed, stopped and cut off at random moments, and what is left to be counted then.

A sender is a fork of this process, as RQ's worker forks one for each job. What the far server has
accepted stands in its log; what we believe stands in the ledger. The two must agree.
"""

import os
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, update

from service.contacts.models import Person
from service.core import clock
from service.core.db import db, session
from service.outbox import actions as outbox
from service.outbox.delivery import ledger, send
from service.outbox.models import Delivery, Mailing
from service.outbox.rules import State
from tests.bench.ours import House
from tests.bench.sink import accepted

SHORT_LEASE = 1.5  # seconds, where a lease is to end during the test
OPEN = (State.WAITING, State.DEFERRED, State.UNCERTAIN)


@dataclass
class Report:
    """`lost`: sent by the ledger, and never accepted. `doubts`: how many each kill left behind."""

    recipients: int
    kills: int = 0
    lost: int = 0
    unsettled: int = 0
    failed: int = 0
    duplicates: int = 0
    two_message_ids: int = 0
    strangers: int = 0
    doubts: list[int] = field(default_factory=list)

    @property
    def per_kill(self) -> float:
        return self.duplicates / max(1, self.kills)

    @property
    def most(self) -> int:
        return max(self.doubts, default=0)


class Torture:
    """One mailing to everybody in the house, sent by senders that fare badly."""

    def __init__(self, house: House, port: int, log: Path, connections: int = 10) -> None:
        self.house, self.log = house, log
        self.port(port, connections)
        self.mailing_id, _ = house.prepare()
        mailing = session.get_one(Mailing, self.mailing_id)
        self.about = outbox.About(mailing.about_feature, mailing.about_id)
        self.key = mailing.key
        session.remove()
        self.report = Report(house.number)
        self.chance = random.Random(1)

    def port(self, port: int, connections: int) -> None:
        self.house.app.config["RELAYS"] = [f"smtp://127.0.0.1:{port}?connections={connections}"]

    # Senders

    def sender(self, seconds: float = 3600) -> int:
        """A fork that sends; its number."""
        session.remove()
        db.engine.dispose()
        child = os.fork()
        if child:
            return child
        try:
            with suppress(BaseException):
                send.send(self.mailing_id, seconds)
        finally:
            os._exit(0)

    def kill_after(self, child: int, low: float, high: float) -> None:
        """kill -9 between `low` and `high` seconds after its first letter; none if it was done."""
        size, end = self.logged(), float("inf")
        while time.monotonic() < end:
            if os.waitpid(child, os.WNOHANG)[0]:
                return
            if end == float("inf") and self.logged() > size:
                end = time.monotonic() + self.chance.uniform(low, high)
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.report.kills += 1
        self.take_up()

    def logged(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def take_up(self) -> None:
        """What the next sender does first; counted here by how many it finds in doubt."""
        before = self.count(State.UNCERTAIN)
        send.recover(self.mailing_id, self.key, self.house.settings)
        self.report.doubts.append(self.count(State.UNCERTAIN) - before)

    def finish(self, again: Callable[[], None] = lambda: None) -> Report:
        """Undisturbed to the end: those put off and those in doubt are tried again at once."""
        for _ in range(50):
            os.waitpid(self.sender(), 0)
            again()
            if not self.count(*OPEN):
                break
            due = {"next_at": clock.now()}
            put_off = Delivery.state.in_([int(State.DEFERRED), int(State.UNCERTAIN)])
            late = Delivery.mailing_id == self.mailing_id, put_off
            session.execute(update(Delivery).where(*late).values(due))
            outbox.revive(clock.now())
            session.commit()
        return self.reckon()

    # Counting

    def count(self, *states: State) -> int:
        mine = Delivery.mailing_id == self.mailing_id, Delivery.state.in_([int(s) for s in states])
        number = session.scalar(select(func.count()).where(*mine)) or 0
        session.remove()
        return number

    def reckon(self) -> Report:
        states = self.states()
        taken = accepted(self.log)
        copies = Counter(recipient for recipient, _ in taken)
        marks = defaultdict(set)
        for recipient, mark in taken:
            marks[recipient].add(mark)
        report = self.report
        report.lost = sum(1 for who, s in states.items() if s == State.SENT and not copies[who])
        report.unsettled = sum(1 for state in states.values() if state in OPEN)
        report.failed = sum(1 for state in states.values() if state == State.FAILED)
        report.duplicates = sum(number - 1 for number in copies.values())
        report.two_message_ids = sum(len(each) > 1 for each in marks.values())
        report.strangers = len(set(copies) - set(states))
        return report

    def states(self) -> dict[str, State]:
        found = select(Person.email, Delivery.state).join(Person, Person.id == Delivery.person_id)
        rows = session.execute(found.where(Delivery.mailing_id == self.mailing_id)).all()
        session.remove()
        return {email: State(state) for email, state in rows}


def short_lease() -> None:
    """For senders forked from here on."""
    vars(ledger)["LEASE"] = SHORT_LEASE


def kill_loop(torture: Torture, kills: int, low: float = 0.0, high: float = 0.05) -> Report:
    """Kill after kill while there is something left to send; then to the end."""
    while torture.report.kills < kills and torture.count(State.WAITING):
        torture.kill_after(torture.sender(), low, high)
    return torture.finish()


def two_senders(torture: Torture, rounds: int) -> Report:
    """Two at work; each round one of them is killed or held still past its lease."""
    short_lease()
    for turn in range(rounds):
        pair = [torture.sender(), torture.sender()]
        if turn % 2:
            torture.kill_after(pair[0], 0.0, 0.2)
        else:
            stopped(pair[0], torture.chance.uniform(0.1, 0.3))
        for child in pair:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        torture.take_up()
        if not torture.count(State.WAITING):
            break
    time.sleep(SHORT_LEASE)
    return torture.finish()


def stopped(child: int, after: float) -> None:
    """Held still for longer than its lease, then let go on for a moment."""
    time.sleep(after)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGSTOP)
        time.sleep(SHORT_LEASE + 0.3)
        os.kill(child, signal.SIGCONT)
        time.sleep(0.2)


def database_crashes(torture: Torture, crashes: int) -> Report:
    """PostgreSQL stopped at once under a sender, and started again."""
    for _ in range(crashes):
        if not torture.count(State.WAITING):
            break
        child = torture.sender()
        time.sleep(torture.chance.uniform(0.15, 0.5))
        session.remove()
        db.engine.dispose()
        torture.house.crash_database()
        os.waitpid(child, 0)
        torture.report.kills += 1
        torture.take_up()
    return torture.finish()
