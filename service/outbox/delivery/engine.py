"""The loop that sends a mailing: every connection of every relay, one thread, nothing waited for.

The order that nothing is lost by: hear all answers, note them in the journal, then write more.
"""

import select
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from service.outbox.delivery.conversation import Broken
from service.outbox.delivery.copies import Copy, Printer
from service.outbox.delivery.ledger import boot
from service.outbox.delivery.line import Line, Post
from service.outbox.delivery.outcomes import Outcomes
from service.outbox.delivery.turns import Turns
from service.outbox.delivery.wire import READ, reason

GIVE_UP = 3  # failures in a row of every relay end the run
PAUSE = 0.05  # seconds the loop sleeps at most


@dataclass(frozen=True)
class Ended:
    """How a run ended. `stop`: the mailing is to be held until somebody has looked at it."""

    how: Literal["done", "more", "stuck", "stop"]
    words: str = ""


class Engine:
    """One run of one sender. Ends when nothing is left, when told to, or at `until` (monotonic)."""

    def __init__(
        self, posts: Sequence[Post], printer: Printer, turns: Turns, outcomes: Outcomes
    ) -> None:
        self.posts, self.printer, self.turns, self.outcomes = posts, printer, turns, outcomes
        self.scribe, self.journal = outcomes.scribe, outcomes.journal
        self.until = float("inf")
        self.lines: dict[int, Line] = {}
        self.poll = select.epoll()
        self.ending = False
        self.broken = ""  # why nothing can be noted down any more
        self.tended = 0.0

    # What lines ask

    def take(self, post: Post) -> Copy | None:
        """The next message, if one may leave now."""
        while self.open():
            row = self.turns.next(self.scribe.rows, post.key)
            if row is None:
                return None
            self.scribe.taken += 1
            left = row.standing or self.scribe.left.get(row.person_id)
            if left is None:
                self.outcomes.in_flight += 1
                post.carried += 1 / post.relay.weight
                return self.printer.copy(row)
            self.outcomes.skipped(row, left)
        return None

    def open(self) -> bool:
        scribe = self.scribe
        if self.ending or self.outcomes.halt or not scribe.room or not scribe.runs:
            return False
        return boot() < scribe.safe_until and scribe.error is None

    def content(self, copy: Copy) -> Sequence[bytes]:
        self.outcomes.leaving(copy)
        try:
            return self.printer.content(copy)
        except Exception as error:  # whatever is wrong with one copy, it ends that copy alone
            self.outcomes.unwritable(copy.row, error)
            raise Broken("a letter could not be written") from error

    def answered(self, copy: Copy, code: int, words: bytes) -> None:
        self.outcomes.answered(copy, code, words)

    # The loop

    def run(self, seconds: float) -> Ended:
        self.until = time.monotonic() + seconds
        self.poll.register(self.scribe.bell, READ)
        try:
            while not self.over():
                self.tend()
                self.turn()
        finally:
            for line in list(self.lines.values()):
                self.drop(line, "we ended the talk")
            self.flush()
            self.poll.close()
        return self.ended()

    def turn(self) -> None:
        """One wake-up: hear everything, note it, and only then speak."""
        for number, events in self.poll.poll(self.nap()):
            if number == self.scribe.bell:
                self.scribe.hush()
            elif number in self.lines:
                self.hear(self.lines[number], events)
        self.wake_idle()
        if self.flush():
            for line in list(self.lines.values()):
                self.speak(line)

    def nap(self) -> float:
        wait = self.turns.until - time.monotonic()
        return min(PAUSE, wait) if wait > 0 else PAUSE

    def flush(self) -> bool:
        """Everything heard so far is on disk; else nothing more is said."""
        try:
            self.journal.flush()
        except OSError as error:
            self.ending, self.broken = True, f"journal: {error.strerror}"
        return not self.broken

    def hear(self, line: Line, events: int) -> None:
        try:
            line.ready(events)
        except (Broken, OSError) as error:
            self.lost(line, error)

    def speak(self, line: Line) -> None:
        try:
            line.speak()
        except OSError as error:
            self.lost(line, error)
            return
        if line.wire.needs != line.mask:
            line.mask = line.wire.needs
            self.poll.modify(line.wire.fileno(), line.mask)

    def wake_idle(self) -> None:
        """Those without a message ask again, or say goodbye when there will be none.

        The relay that has carried least for its weight is asked first.
        """
        idle = [line for line in self.lines.values() if line.session.idle]
        for line in sorted(idle, key=lambda line: line.post.carried):
            session = line.session
            if session.over:
                continue
            try:
                session.go()
            except Broken as error:
                self.lost(line, error)
                continue
            if session.idle and not session.busy() and self.drained():
                session.quit()

    def tend(self) -> None:
        """Keep as many connections as there is work for; hang up on who does not answer."""
        now = time.monotonic()
        if now - self.tended < PAUSE:
            return
        self.tended = now
        self.scribe.parked = self.turns.waiting
        if now >= self.until or self.scribe.error or self.scribe.hurry:
            self.ending = True
        for line in list(self.lines.values()):
            if late := line.late():
                self.lost(line, Broken(late))
            elif not line.session.ready and self.drained():
                self.drop(line, "not needed any more")
        if not self.drained():
            for post in self.posts:
                self.connect(post)

    def connect(self, post: Post) -> None:
        work = len(self.scribe.rows) + self.turns.waiting
        while post.lines < min(post.limit, 1 + work // 10) and work and not post.rests:
            try:
                line = Line(post, self)
            except OSError as error:
                post.failed(reason(error), final=False, lower=False)
                return
            post.lines += 1
            self.lines[line.wire.fileno()] = line
            self.poll.register(line.wire.fileno(), line.mask)

    # When a connection ends

    def lost(self, line: Line, error: Broken | OSError) -> None:
        """One that had nothing of ours under way was merely tired of waiting."""
        code, final = getattr(error, "code", 0), bool(getattr(error, "final", False))
        ready, busy = line.session.ready, line.session.busy()
        polite = line.session.over
        self.drop(line, reason(error))
        if polite or (ready and not busy):
            return
        if not ready or code == 421:
            line.post.failed(reason(error), final=final, lower=code == 421)

    def drop(self, line: Line, words: str) -> None:
        """What left whole is in doubt; everything else has surely not arrived."""
        number = next(number for number, each in self.lines.items() if each is line)
        with suppress(OSError, ValueError):
            self.poll.unregister(number)
        del self.lines[number]
        line.post.lines -= 1
        for copy, doubt in line.close():
            if doubt:
                self.outcomes.in_doubt(copy.row, words)
            elif self.outcomes.returned(copy, words):
                self.turns.put_back(copy.row)

    # When it is over

    def drained(self) -> bool:
        """Nothing is left to begin."""
        if self.ending or self.outcomes.halt or not self.scribe.runs:
            return True
        return self.scribe.exhausted and not self.scribe.rows and not self.turns.waiting

    def over(self) -> bool:
        if self.broken or self.stuck():
            return True
        return self.drained() and not self.outcomes.in_flight and not self.lines

    def stuck(self) -> bool:
        """Every relay has failed again and again, or says what trying again will not change."""
        if self.outcomes.in_flight or self.lines:
            return False
        return all(post.failures >= GIVE_UP or post.final for post in self.posts)

    def ended(self) -> Ended:
        if self.broken:
            return Ended("stuck", self.broken)
        if self.outcomes.halt:
            return Ended("stop", self.outcomes.halt)
        if self.scribe.quiet:
            return Ended("stuck", "quiet hours")
        if self.stuck():
            return Ended("stuck", "; ".join(f"{p.relay.name}: {p.words}" for p in self.posts))
        left = self.scribe.rows or self.turns.waiting or not self.scribe.exhausted
        return Ended("more" if left and self.scribe.state == "running" else "done")
