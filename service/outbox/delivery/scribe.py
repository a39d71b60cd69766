"""The thread between ledger and engine: fetches what is next, writes down what happened.

The engine never touches the database. It takes rows from `rows`, leaves results in `results`, and
stops by itself when too many are not written down: so a database that is away stops the sending.
"""

import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from flask import Flask

from service.contacts import actions as contacts
from service.contacts.models import Person
from service.core.db import db, session
from service.core.trail import Cause
from service.outbox.delivery.ledger import Claimed, Ledger, Orders, Result, Row, boot

WINDOW = 500  # messages that may be under way without being written down
BATCH = 200  # results that are worth a commit at once
SOON = 0.02  # seconds until any result is written down
BEAT = 1.0  # seconds between two signs of life
AHEAD = 1000  # rows at hand for the engine
PARKED = 5000  # rows that may wait for their domain's turn


class Scribe(Thread):
    """`error` is what ended it early. `bell` becomes readable when the engine should look up."""

    def __init__(self, app: Flask, mailing_id: int, holder: str) -> None:
        super().__init__(name="scribe", daemon=True)
        self.app, self.mailing_id, self.holder = app, mailing_id, holder
        self.rows: deque[Row] = deque()
        self.results: deque[Result] = deque()
        self.blames: deque[tuple[int, str, str]] = deque()  # person, new state of address, why
        self.open: dict[int, list[int]] = {}  # chunk: epoch, rows without a result
        self.state = "running"
        self.left: dict[int, str] = {}
        self.taken = self.written = 0  # only the engine counts the first, only we the second
        self.parked = 0  # told by the engine
        self.safe_until = 0.0  # by `boot`: until then our lease surely holds
        self.exhausted = self.closing = False
        self.quiet = False  # it is night where this community is
        self.hurry = False  # something more urgent waits for this very worker
        self.wake = Event()
        self.bell = os.eventfd(0, os.EFD_NONBLOCK)
        self.error: Exception | None = None
        self.beaten = 0.0
        self.each_beat: Callable[[], None] = lambda: None

    # For the engine

    @property
    def room(self) -> bool:
        """Whether one more message may be under way."""
        return self.taken - self.written < WINDOW

    @property
    def runs(self) -> bool:
        return self.state == "running" and not self.quiet

    def result(self, result: Result) -> None:
        self.results.append(result)
        if len(self.results) >= BATCH:
            self.wake.set()

    def hush(self) -> None:
        """The engine has heard the bell."""
        with suppress(BlockingIOError):
            os.eventfd_read(self.bell)

    def close(self) -> None:
        """Write down the rest, let go of what was not sent, and end."""
        self.closing = True
        self.wake.set()
        self.join()

    # The thread

    def run(self) -> None:
        try:
            with self.app.app_context(), db.engine.connect() as connection:
                self.work(Ledger(connection, self.mailing_id, self.holder))
        except Exception as error:  # noqa: BLE001  # a thread's edge: the engine raises it
            self.error = error
        finally:
            self.exhausted = True
            self.ring()

    def work(self, ledger: Ledger) -> None:
        self.each_beat()
        self.beaten = boot()
        while not self.closing:
            self.fetch(ledger)
            self.wake.wait(SOON if self.taken > self.written else SOON * 2)
            self.wake.clear()
            self.write(ledger)
        self.write(ledger)
        ledger.release([(no, epoch) for no, (epoch, left) in self.open.items() if left])

    def ring(self) -> None:
        os.eventfd_write(self.bell, 1)

    def fetch(self, ledger: Ledger) -> None:
        """Two chunks ahead, while the mailing runs."""
        while self.wanting():
            held = ledger.claim()
            if held is None:
                self.exhausted = True
            else:
                self.safe_until = ledger.safe_until
                self.open[held.no] = [held.epoch, len(held.rows)]
                self.rows.extend(held.rows)
            self.ring()

    def wanting(self) -> bool:
        more = len(self.rows) < AHEAD // 2 and self.parked < PARKED
        return more and not self.exhausted and not self.closing and self.runs

    def write(self, ledger: Ledger) -> None:
        """Results and lease in one transaction; then what we were told to do from now on."""
        self.apply_blames()
        batch = [self.results.popleft() for _ in range(len(self.results))]
        done = self.counted(batch)
        held = self.held()
        asked = boot()
        if asked - self.beaten >= BEAT:
            self.each_beat()
            ledger.beat()
            self.beaten = asked
            due = True
        else:
            due = bool(batch or done)
        if due:
            orders = ledger.record(batch, held, done)
            self.safe_until = ledger.safe_until
        else:
            orders = ledger.orders()
        for no, _ in done:
            del self.open[no]
        was_full = not self.room
        self.written += len(batch)
        self.obey(orders, was_full)

    def obey(self, orders: Orders, was_full: bool) -> None:
        changed = orders.state != self.state
        self.left = orders.left
        self.state = orders.state
        if changed or was_full:
            self.ring()

    def counted(self, batch: list[Result]) -> list[Claimed]:
        """Which chunks have nothing left that waits, now that these are known."""
        for result in batch:
            self.open[result.chunk][1] -= 1
        return [(no, epoch) for no, (epoch, left) in self.open.items() if left == 0]

    def held(self) -> list[Claimed]:
        return [(no, epoch) for no, (epoch, _) in self.open.items()]

    def apply_blames(self) -> None:
        """What a reply says of an address, before the ledger forgets that it was said."""
        if not self.blames:
            return
        for _ in range(len(self.blames)):
            person_id, state, why = self.blames.popleft()
            person = session.get(Person, person_id)
            if person is None:
                continue
            if state:
                contacts.bounced(person, state, Cause("delivery", why=why))
            else:
                contacts.delivered(person, Cause("delivery"))
        session.commit()
        session.remove()
