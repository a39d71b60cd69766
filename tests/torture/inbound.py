"""The door and the workers killed at random while answers come in, and what is counted then.

Real processes on a real database and Redis; a client that, as every mail server does, sends once
more whatever got no 250. Each mail must be there once and read, each answer acted on once.
"""

import random
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from rq import SimpleWorker
from sqlalchemy import func, select, update

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.core.queue import queue
from service.core.trail import Cause, Entry
from service.events import actions as events
from service.events.rules import Applicant
from service.inbox import rules
from service.inbox.models import Inbound
from service.outbox.models import Message
from tests.bench.ours import ROOT, House
from tests.conftest import MAIL_DOMAIN
from tests.events.planning import plan
from tests.inbox import wire
from tests.processes import free_port, listens, wait_until
from tests.workers.test_kill import environment, kill
from workers.tick import tick

SENDERS = 2
WORKERS = 2
PATIENCE = 300  # seconds until what is not read by then never will be
OFTEN = 10  # kills from one tick to the next: in full runs, some twenty seconds
EACH = 4  # mails of each person: an answer, two notices that they are away, and a stray question
STRAY = f"hei@{MAIL_DOMAIN}"


@dataclass(frozen=True)
class Mail:
    """On its way to us. `answers` is the registration that it must change, or 0."""

    answers: int
    sender: str
    to: str
    raw: bytes

    @property
    def digest(self) -> str:
        return sha256(self.to.encode() + b"\0" + self.raw).hexdigest()


@dataclass
class Report:
    """`undone`: answers that were applied not at all or more than once; `receipts` likewise.

    `strangers`: rows that nobody sent, or more than one of a mail. `unread`: not in a final state,
    or given up by a reader that was killed too often.
    """

    mails: int
    kills: int = 0
    lost: int = 0
    strangers: int = 0
    unread: int = 0
    undone: int = 0
    receipts: int = 0

    @property
    def faults(self) -> int:
        return self.lost + self.strangers + self.unread + self.undone + self.receipts


class Process:
    """One of ours, that may be killed and is then started again."""

    def __init__(self, house: House, door: int, *arguments: str) -> None:
        self.command = [sys.executable, "-m", "workers.command", *arguments]
        self.environ = environment(house.settings, door)
        self.log = house.data / "log"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.command, env=self.environ, cwd=ROOT, stderr=log, process_group=0
            )

    def kill(self) -> None:
        kill(self.child)
        self.start()


class Client(threading.Thread):
    """A mail server with mail for us. A forgetful one sends each of them only once."""

    def __init__(self, port: int, mails: "deque[Mail]", pause: float, forgetful: bool) -> None:
        super().__init__(daemon=True)
        self.port, self.mails, self.pause, self.forgetful = port, mails, pause, forgetful

    def run(self) -> None:
        while mail := self.next():
            if not self.accepted(mail) and not self.forgetful:
                self.mails.append(mail)
            time.sleep(self.pause)

    def next(self) -> Mail | None:
        try:
            return self.mails.popleft()
        except IndexError:
            return None

    def accepted(self, mail: Mail) -> bool:
        try:
            with smtplib.LMTP("127.0.0.1", self.port, timeout=30) as talk:
                talk.sendmail(mail.sender, [mail.to], mail.raw)
        except (OSError, smtplib.SMTPException):
            return False
        return True


class Ordeal:
    """Mail about one event, and processes that fare badly while it comes in."""

    def __init__(self, house: House, number: int) -> None:
        self.house = house
        self.mails = [mail for person in invited(house, number // EACH) for mail in person]
        self.report = Report(len(self.mails))
        self.chance = random.Random(1)
        self.chance.shuffle(self.mails)

    def undergo(self, kills: int, high: float, forgetful: bool = False) -> Report:
        """A kill every `high` / 2 seconds, of each in turn, while mail comes and is read."""
        port, waiting = free_port(), deque(self.mails)
        pause = kills * high / 2 / len(waiting)  # so that it comes during most of that time
        with processes(self.house, port) as ours:
            wait_until(lambda: listens(port), "the door")
            clients = [Client(port, waiting, pause, forgetful) for _ in range(SENDERS)]
            for client in clients:
                client.start()
            while self.report.kills < kills and (waiting or self.unread()):
                time.sleep(self.chance.uniform(0, high))
                ours[self.report.kills % len(ours)].kill()
                self.report.kills += 1
                if self.report.kills % OFTEN == 0:
                    tick()
            for client in clients:
                client.join(300)
            self.finish()
        return self.reckon()

    def finish(self) -> None:
        """Undisturbed to the end, with a worker of our own that need not fork to help the others.

        Whatever no queue knows of is made old enough for the tick to find.
        """
        mail = queue("mail")
        end = time.monotonic() + PATIENCE
        while self.unread() and time.monotonic() < end:
            helper = SimpleWorker([mail], connection=mail.connection, serializer="json")
            helper.work(burst=True, logging_level="WARNING")
            long_ago = clock.now() - rules.UNTOUCHED * 2
            fresh = Inbound.state == "new", Inbound.received_at > long_ago
            session.execute(update(Inbound).where(*fresh).values(received_at=long_ago))
            session.commit()
            tick()

    def unread(self) -> int:
        number = session.scalar(select(func.count()).where(Inbound.state == "new")) or 0
        session.remove()
        return number

    # Counting

    def reckon(self) -> Report:
        report, expected = self.report, {mail.digest for mail in self.mails}
        rows = session.execute(select(Inbound.digest, Inbound.state, Inbound.reason)).all()
        found = Counter(digest for digest, _, _ in rows)
        report.lost = len(expected - found.keys())
        report.strangers = found.total() - len(expected & found.keys())
        report.unread = sum(state == "new" or reason == "unread" for _, state, reason in rows)
        applied = counted(Entry.thing_id, Entry.thing == "registration", Entry.how == "reply")
        receipts = counted(Message.about_id, Message.answers.is_not(None))
        wanted = Counter(mail.answers for mail in self.mails if mail.answers)
        report.undone = differing(applied, wanted)
        report.receipts = differing(receipts, wanted)
        session.remove()
        return report


def differing(found: "Counter[int]", wanted: "Counter[int]") -> int:
    return sum(found[each] != wanted[each] for each in found | wanted)


def counted(column, *where) -> "Counter[int]":
    rows = session.execute(select(column, func.count()).where(*where).group_by(column)).all()
    return Counter(dict(map(tuple, rows)))


@contextmanager
def processes(house: House, door: int) -> Iterator[list[Process]]:
    """A door, and workers that read; what they write to people may wait."""
    started = [Process(house, door, "door")]
    reader = ("worker", "--queues", "mail", "--count", "1")
    started += [Process(house, door, *reader) for _ in range(WORKERS)]
    try:
        yield started
    finally:
        for each in started:
            kill(each.child)


def invited(house: House, number: int) -> Iterator[list[Mail]]:
    """So many people with a seat held for them, whose letter has gone out; and what they send."""
    community = session.get_one(Community, house.community_id)
    start = clock.now() + timedelta(days=20)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=1), "doors_at": start}
    event = events.announce(community, plan(capacity=number, **times), Cause("admin"))
    for each in range(number):
        events.register(event, Applicant(f"Gjest {each}", f"gjest{each}@havnevik.example", "nb"))
    session.execute(update(Message).values(state="sent", sent_at=clock.now()))
    session.commit()
    house.app.extensions["redis"].flushdb()
    for message in session.scalars(select(Message).order_by(Message.id)).all():
        yield sent_by(message)
    session.remove()


def sent_by(message: Message) -> list[Mail]:
    sender, to = message.email, f"reply+{message.token}@{MAIL_DOMAIN}"
    word = "Nei, jeg kan ikke" if message.id % 5 == 0 else "Ja, jeg kommer"
    by = f"Gjest <{sender}>"
    return [
        Mail(message.about_id, sender, to, wire.mail(to, word, by)),
        *(Mail(0, sender, to, wire.away(to)) for _ in range(2)),
        Mail(0, sender, STRAY, wire.mail(STRAY, "Hvor er det?", by)),
    ]


def tortured(number: int, kills: int, database: str, high: float = 2, **how: bool) -> Report:
    with House(1, database) as house:
        return Ordeal(house, number).undergo(kills, high, **how)
