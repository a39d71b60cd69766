"""The ledger of a mailing: chunks claimed under a lease, results written in groups, one row each.

The same protocol on PostgreSQL and SQLite; docs/delivery.md explains it. Each method is one
transaction. Only a lease's holder writes results, and `Lost` tells one whose lease has gone.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, and_, bindparam, case, null, or_, update

from service.core import clock
from service.core.db import Moment, only_reads
from service.outbox.delivery import statements
from service.outbox.models import Delivery
from service.outbox.rules import ChunkState, State

LEASE = 30.0  # seconds
EXTEND = 1.0  # seconds after which it is extended
LOOK = 0.015  # seconds for which orders stay news
LOOKBACK = timedelta(minutes=2)  # a stop may be committed a while after it was timed
OPEN = (State.WAITING, State.UNCERTAIN)

Claimed = tuple[int, int]  # a chunk's number, and the epoch of our claim


class Lost(Exception):
    """Somebody else holds a chunk of ours: we were silent for too long."""


class Row(NamedTuple):
    """One recipient as claimed. `standing` is None, or why nothing may go there."""

    seq: int
    person_id: int
    print_id: int
    attempts: int
    email: str
    name: str
    address_state: str
    standing: str | None
    chunk: int


class Held(NamedTuple):
    """A chunk of ours."""

    no: int
    epoch: int
    rows: list[Row]


class Result(NamedTuple):
    """How one delivery stands now. `tried` counts an attempt."""

    seq: int
    chunk: int
    state: State
    reply: str = ""
    reason: str | None = None
    next_at: datetime | None = None
    tried: bool = True


class Orders(NamedTuple):
    """What the mailing is to do, and who has left since it was last asked."""

    state: str
    left: dict[int, str]


def boot() -> float:
    """A clock that nobody sets back, and that counts while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Ledger:
    """One sender's hold on one mailing, over a connection of its own."""

    def __init__(self, connection: Connection, mailing_id: int, holder: str) -> None:
        self.connection, self.mailing_id, self.holder = connection, mailing_id, holder
        self.say = statements.of(connection.dialect.name)
        self.since = clock.now() - LOOKBACK
        self.extended = self.looked = 0.0  # by `boot`
        self.told = Orders("running", {})

    @property
    def safe_until(self) -> float:
        """Until then, by `boot`, our lease on all that we hold is surely not over."""
        return self.extended + LEASE * 0.8

    def claim(self) -> Held | None:
        """The next chunk that nobody holds, with those of its rows that still wait."""
        self.extended = self.extended or boot()
        with self.connection.begin():
            found = self.connection.execute(self.say.claim, self.lease).one_or_none()
            if found is None:
                return None
            span = {"no": found.no, "lo": found.lo, "hi": found.hi, "now": clock.now()}
            read = self.connection.execute(self.say.read, span | {"mailing": self.mailing_id})
            rows = list(map(Row._make, raw(read)))
        return Held(found.no, found.epoch, rows)

    def record(
        self, results: Sequence[Result], held: Sequence[Claimed], done: Sequence[Claimed]
    ) -> Orders:
        """Write results under our proven lease on `held`; `done` has nothing left that waits.

        Lost, and nothing written, when somebody else holds one of them.
        """
        with self.connection.begin():
            self.prove(held)
            self.write(results)
            self.let_go(done, ChunkState.DONE)
            return self.look()

    def prove(self, held: Sequence[Claimed]) -> None:
        """The rows stay locked until we commit, so nobody claims them; once a second extended."""
        asked = boot()
        if held:
            mine = self.lease | self.say.pairs("nos", held, "epochs")
            if asked - self.extended < EXTEND:
                ours = len(raw(self.connection.execute(self.say.prove, mine)))
            else:
                ours = self.connection.execute(self.say.extend, mine).rowcount
            if ours != len(held):
                raise Lost
        if asked - self.extended >= EXTEND:
            self.extended = asked

    def write(self, results: Iterable[Result]) -> None:
        sent, others = [], []
        for result in results:
            if result.state is State.SENT:
                sent.append((result.seq, result.reply[:300]))
            else:
                others.append(self.otherwise(result))
        if sent:
            rows = self.say.pairs("seqs", sent, "replies")
            now = {"mailing": self.mailing_id, "now": clock.now()}
            self.connection.execute(self.say.sent, now | rows)
        if others:
            self.connection.execute(OTHERWISE, others)

    def otherwise(self, result: Result) -> dict[str, Any]:
        settled = result.state in (State.FAILED, State.SKIPPED)
        return {
            "mailing": self.mailing_id,
            "number": result.seq,
            "to": int(result.state),
            "tries": int(result.tried),
            "why": result.reason,
            "words": result.reply[:300] or None,
            "again": result.next_at,
            "at": clock.now() if settled else None,
        }

    def let_go(self, held: Sequence[Claimed], state: ChunkState) -> None:
        if held:
            chunks = self.say.pairs("nos", held, "epochs")
            here = {"mailing": self.mailing_id, "state": int(state)}
            self.connection.execute(self.say.let_go, here | chunks)

    def release(self, held: Sequence[Claimed]) -> None:
        """Somebody else may have the rest of these, with those that are due again by now."""
        now = {"mailing": self.mailing_id, "holder": self.holder, "now": clock.now()}
        with self.connection.begin():
            self.connection.execute(self.say.reopen, now)
            self.let_go(held, ChunkState.FREE)

    def orders(self) -> Orders:
        with only_reads(), self.connection.begin():
            return self.look()

    def look(self) -> Orders:
        """The mailing's state, and everyone who stopped or whose address failed since we began."""
        if boot() - self.looked < LOOK:
            return self.told
        self.looked = boot()
        here = {"mailing": self.mailing_id, "since": self.since, "now": clock.now()}
        told = dict(raw(self.connection.execute(self.say.orders, here)))
        self.told = Orders(told.pop(0, "stopped"), told)
        return self.told

    def beat(self) -> None:
        """A sign of life: whatever held it up does so no more."""
        words = {"mailing": self.mailing_id, "now": clock.now()}
        with self.connection.begin():
            self.connection.execute(self.say.beat, words)

    def recover(self, results: Sequence[Result]) -> None:
        """What the journal of a dead sender of our name tells; its chunks are free at once."""
        with self.connection.begin():
            self.write(results)
            here = {"mailing": self.mailing_id, "holder": self.holder}
            self.connection.execute(self.say.orphans, here)

    @property
    def lease(self) -> dict[str, Any]:
        return {"mailing": self.mailing_id, "holder": self.holder, "lease": int(LEASE * 1000)}


def raw(result: CursorResult[Any]) -> list[Any]:
    """Rows as the driver gives them: a million of them are not wrapped twice."""
    rows = list(result.cursor.fetchall())
    result.close()
    return rows


# A result may come late, from a journal: it never changes what is settled. In doubt for a second
# time is for a person to decide: a server that never answers would get a letter each minute.
OTHERWISE = (
    update(Delivery)
    .where(
        Delivery.mailing_id == bindparam("mailing"),
        Delivery.seq == bindparam("number"),
        or_(*(Delivery.state == int(state) for state in OPEN)),
    )
    .values(
        state=bindparam("to"),
        attempts=Delivery.attempts + bindparam("tries"),
        reason=bindparam("why"),
        reply=bindparam("words"),
        next_at=case(
            (and_(bindparam("to") == int(State.UNCERTAIN), Delivery.attempts > 0), null()),
            else_=bindparam("again", type_=Moment()),
        ),
        done_at=bindparam("at", type_=Moment()),
    )
)
