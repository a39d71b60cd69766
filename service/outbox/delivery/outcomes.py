"""What became of each message of a run: into the journal first, then to the ledger."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from service.core import clock
from service.core.due import where
from service.outbox.delivery.breaker import Breaker
from service.outbox.delivery.copies import Copy
from service.outbox.delivery.journal import LEAVING, RETURNED, Journal
from service.outbox.delivery.ledger import Result, Row
from service.outbox.delivery.scribe import Scribe
from service.outbox.delivery.turns import domain_of
from service.outbox.delivery.verdict import verdict
from service.outbox.rules import State, mailing_retry

DROPS = 5  # connections lost under one message before it waits
DOUBTS = 100  # in a row, and the letter is held: the server takes them and never says so
DOUBT = timedelta(seconds=60)  # until a message in doubt is sent again

log = logging.getLogger(__name__)


@dataclass
class Outcomes:
    """`halt` says in words why nothing more may leave until somebody has looked at it."""

    scribe: Scribe
    journal: Journal
    hold_doubts: bool = False

    def __post_init__(self) -> None:
        self.breaker = Breaker()
        self.drops: dict[int, int] = {}
        self.in_flight = 0
        self.doubts = 0  # without a letter taken in between
        self.halt = ""

    def note(self, row: Row, result: Result) -> None:
        self.journal.note(row.seq, result.state, result.reply)
        self.scribe.result(result)

    def skipped(self, row: Row, reason: str) -> None:
        """Who has left since, or never may be written to."""
        self.note(row, Result(row.seq, row.chunk, State.SKIPPED, reason=reason, tried=False))

    def leaving(self, copy: Copy) -> None:
        copy.leaving = True
        self.journal.note(copy.row.seq, LEAVING)

    def unwritable(self, row: Row, error: Exception) -> None:
        """One that cannot be put into words ends here: nobody tries it for ever."""
        log.error("a copy could not be written: %s", where(error))
        self.in_flight -= 1
        self.note(row, Result(row.seq, row.chunk, State.FAILED, reason="unwritable"))

    def answered(self, copy: Copy, code: int, words: bytes) -> None:
        """The server's last word on it."""
        self.in_flight -= 1
        row = copy.row
        if not 200 <= code < 300:
            self.refused(row, code, " ".join(words.decode("utf-8", "replace").split()))
            return
        self.doubts = 0
        if row.address_state == "soft_bouncing":
            self.scribe.blames.append((row.person_id, "", ""))
        if self.breaker.rows:
            self.breaker.taken(domain_of(row.email))
        said = f"{code} {words.decode('utf-8', 'replace')}".replace("\n", " ")
        self.note(row, Result(row.seq, row.chunk, State.SENT, said, None, None, True))

    def refused(self, row: Row, code: int, words: str) -> None:
        """Its own words decide: whose fault it is, and whether to try again."""
        judged, said = verdict(code, words), f"{code} {words}"
        if judged.blames_address:
            self.scribe.blames.append((row.person_id, judged.blames_address, said))
        if judged.too_large:
            self.halt = self.halt or f"too_large: {said}"
        if trip := self.breaker.hear(domain_of(row.email), judged, said):
            self.halt = self.halt or f"refused: {trip}"
        if judged.fate == "failed":
            self.note(row, Result(row.seq, row.chunk, State.FAILED, said, "refused"))
        else:
            self.put_off(row, said)

    def put_off(self, row: Row, said: str) -> None:
        """Tried again later, until it has been tried for two days."""
        wait = mailing_retry(row.attempts + 1)
        if wait is None:
            result = Result(row.seq, row.chunk, State.FAILED, said, "refused")
        else:
            result = Result(row.seq, row.chunk, State.DEFERRED, said, None, clock.now() + wait)
        self.note(row, result)

    def in_doubt(self, row: Row, words: str) -> None:
        """It left whole, and the answer will never come."""
        self.in_flight -= 1
        self.doubts += 1
        if self.doubts >= DOUBTS:
            self.halt = self.halt or f"doubt: {words}"
        again = None if self.hold_doubts else clock.now() + DOUBT
        self.note(row, Result(row.seq, row.chunk, State.UNCERTAIN, words, "doubt", again))

    def returned(self, copy: Copy, words: str) -> bool:
        """It has surely not arrived. True if it may be tried again at once."""
        self.in_flight -= 1
        row = copy.row
        if copy.leaving:
            self.journal.note(row.seq, RETURNED)
        self.drops[row.seq] = self.drops.get(row.seq, 0) + 1
        if self.drops[row.seq] < DROPS:
            self.scribe.taken -= 1
            return True
        self.put_off(row, words)
        return False
