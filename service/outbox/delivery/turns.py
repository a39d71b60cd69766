"""Whose turn it is: rows in order, each domain no faster than it may, nobody held up by another."""

import heapq
from collections import deque
from collections.abc import Iterable

from service.outbox.delivery.ledger import Row
from service.outbox.delivery.rates import Rates


class Turns:
    """`until` is when something may go again, by the clock of `rates`; 0: nothing is held back."""

    def __init__(self, rates: Rates, common: tuple[str, ...], by_domain: str) -> None:
        """`common` keys count for every message, `by_domain` begins the key of each domain."""
        self.rates, self.common, self.by_domain = rates, common, by_domain
        self.limited: frozenset[str] = frozenset()  # domains that have a limit of their own
        self.back: deque[Row] = deque()
        self.parked: dict[str, deque[Row]] = {}
        self.heap: list[tuple[float, str]] = []
        self.until = 0.0

    def __len__(self) -> int:
        return sum(map(len, self.parked.values()))

    @property
    def waiting(self) -> int:
        return len(self) + len(self.back)

    def put_back(self, row: Row) -> None:
        """It did not go after all; it has paid for its turn already."""
        self.back.append(row)

    def next(self, fresh: deque[Row], relay: str) -> Row | None:
        """The next row that may go through this relay now, its tokens taken."""
        if self.back:
            return self.back.popleft()
        if not (fresh or self.heap):
            return None
        if not self.rates.buckets:
            return fresh.popleft() if fresh else self.due()
        keys = (*self.common, relay)
        wait = self.rates.wait(keys)
        if wait:
            self.until = self.rates.clock() + wait
            return None
        row = self.due() or self.fresh(fresh)
        if row is None:
            self.rates.give_back(keys)
        return row

    def due(self) -> Row | None:
        """A row whose domain may go again."""
        now = self.rates.clock()
        while self.heap and self.heap[0][0] <= now:
            _, domain = heapq.heappop(self.heap)
            wait = self.rates.wait((self.by_domain + domain,))
            row = None if wait else self.parked[domain].popleft()
            if self.parked[domain]:
                heapq.heappush(self.heap, (now + wait, domain))
            else:
                del self.parked[domain]
            if row is not None:
                return row
        return None

    def fresh(self, rows: deque[Row]) -> Row | None:
        while rows:
            row = rows.popleft()
            if not self.limited:
                return row
            domain = domain_of(row.email)
            if domain not in self.limited:
                return row
            wait = 1.0 if domain in self.parked else self.rates.wait((self.by_domain + domain,))
            if not wait:
                return row
            self.park(domain, row, wait)
        self.until = self.heap[0][0] if self.heap else 0.0
        return None

    def park(self, domain: str, row: Row, wait: float) -> None:
        if domain not in self.parked:
            self.parked[domain] = deque()
            heapq.heappush(self.heap, (self.rates.clock() + wait, domain))
        self.parked[domain].append(row)

    def limit(self, domains: Iterable[str]) -> None:
        self.limited = frozenset(domains)


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()
