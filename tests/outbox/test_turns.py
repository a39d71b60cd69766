"""Rows leave in order, none is lost or doubled, and a slow domain holds up nobody but itself."""

from collections import Counter, deque
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.outbox.delivery.ledger import Row
from service.outbox.delivery.rates import Limit, Rates
from service.outbox.delivery.turns import Turns, domain_of

RELAY = "relay:mail.example:25"
OTHER = "relay:other.example:25"


class Hands:
    """A clock that we set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands():
    return Hands()


def turns_with(hands: Hands, limits: dict[str, float]) -> Turns:
    """`limits` a second: of `house`, of a relay's key, or of a domain."""
    rates = Rates(None, clock=hands)
    turns = Turns(rates, ("house", "community:1"), "domain:1:")
    change(turns, limits)
    return turns


def change(turns: Turns, limits: dict[str, float]) -> None:
    domains = [name for name in limits if ":" not in name and name != "house"]
    named = {
        f"domain:1:{name}" if name in domains else name: speed for name, speed in limits.items()
    }
    turns.rates.set([Limit(name, speed) for name, speed in named.items()])
    turns.limit(domains)


def rows(*domains: str) -> deque[Row]:
    return deque(
        Row(seq, seq, 1, 0, f"reader{seq}@{domain}", "", "confirmed", None, 0)
        for seq, domain in enumerate(domains)
    )


def numbers(found: Iterable[Row]) -> list[int]:
    return [row.seq for row in found]


def going(turns: Turns, fresh: deque[Row], relay: str = RELAY) -> list[Row]:
    """All that may go at this very moment."""
    found = []
    while (row := turns.next(fresh, relay)) is not None:
        found.append(row)
    return found


def until_all_went(turns: Turns, fresh: deque[Row], hands: Hands) -> list[tuple[float, Row]]:
    """When each went, of a relay that asks as the engine does: at `until`, or a bit later."""
    found = []
    for _ in range(100_000):
        found += [(hands.now, row) for row in going(turns, fresh)]
        if not fresh and not turns.waiting:
            return found
        wait = turns.until - hands.now
        hands.now += min(0.05, wait) if wait > 0 else 0.05
    raise AssertionError(f"{turns.waiting} rows wait for ever")


def test_without_limits_rows_leave_in_their_order(hands):
    turns = turns_with(hands, {})
    assert numbers(going(turns, rows("a.example", "b.example", "a.example"))) == [0, 1, 2]
    assert turns.next(deque(), RELAY) is None


def test_a_slow_domain_holds_up_nobody_else(hands):
    turns = turns_with(hands, {"slow.example": 1.0})
    fresh = rows(*["slow.example", "quick.example"] * 50)
    went = going(turns, fresh)
    assert numbers(went) == [0, *range(1, 100, 2)]
    assert (len(turns), len(fresh)) == (49, 0)


def test_rows_of_a_slow_domain_come_out_at_its_rate_and_in_order(hands):
    turns = turns_with(hands, {"slow.example": 2.0})
    begun = hands.now
    went = until_all_went(turns, rows(*["slow.example"] * 21), hands)
    assert numbers(row for _, row in went) == list(range(21))
    assert hands.now - begun == pytest.approx(10, rel=0.05)


def test_a_row_that_was_put_back_is_first_and_has_paid(hands):
    turns = turns_with(hands, {"house": 1 / 3600})
    fresh = rows("a.example", "b.example")
    first = turns.next(fresh, RELAY)
    assert first is not None
    assert turns.next(fresh, RELAY) is None
    turns.put_back(first)
    assert turns.waiting == 1
    assert going(turns, fresh) == [first]


def test_all_together_keep_the_common_rate(hands):
    turns = turns_with(hands, {"house": 10.0, "slow.example": 5.0})
    begun = hands.now
    went = until_all_went(turns, rows(*["slow.example", "quick.example"] * 50), hands)
    assert len(went) == 100
    assert hands.now - begun == pytest.approx(10, rel=0.05)


def test_what_waits_for_its_domain_leaves_the_common_turn_to_others(hands):
    turns = turns_with(hands, {"house": 1.0, "slow.example": 1 / 3600})
    fresh = rows("slow.example", "slow.example", "quick.example")
    assert numbers(going(turns, fresh)) == [0]
    hands.now += 1.0
    assert numbers(going(turns, fresh)) == [2]
    hands.now += 1.0
    assert going(turns, fresh) == []
    late = rows("quick.example")
    assert numbers(going(turns, late)) == [0]


def test_each_relay_has_a_rate_of_its_own(hands):
    turns = turns_with(hands, {RELAY: 1 / 3600})
    fresh = rows(*["a.example"] * 5)
    assert numbers(going(turns, fresh, RELAY)) == [0]
    assert numbers(going(turns, fresh, OTHER)) == [1, 2, 3, 4]


def test_the_next_moment_is_told_when_all_are_held_back(hands):
    turns = turns_with(hands, {"slow.example": 4.0})
    going(turns, rows("slow.example", "slow.example"))
    assert turns.until == pytest.approx(hands.now + 0.25)
    common = turns_with(hands, {"house": 4.0})
    going(common, rows("a.example", "a.example"))
    assert common.until == pytest.approx(hands.now + 0.25)


@pytest.mark.parametrize("limits", [{}, {"slow.example": 1000.0}])
def test_rows_that_wait_go_within_a_second_once_their_limit_is_raised(hands, limits):
    turns = turns_with(hands, {"slow.example": 1 / 3600})
    fresh = rows(*["slow.example"] * 10)
    going(turns, fresh)
    begun = hands.now
    change(turns, limits)
    went = until_all_went(turns, fresh, hands)
    assert numbers(row for _, row in went) == list(range(1, 10))
    assert hands.now - begun <= 1.1


def test_a_domain_is_known_whatever_its_letters(hands):
    turns = turns_with(hands, {"slow.example": 1.0})
    assert numbers(going(turns, rows("SLOW.example", "Slow.Example", "slow.example"))) == [0]
    assert domain_of('"a@b"@Slow.Example') == "slow.example"


SPEEDS = st.dictionaries(
    st.sampled_from(["house", "a.example", "b.example", RELAY]), st.floats(0.5, 5000), max_size=4
)
ADDRESSES = st.lists(st.sampled_from(["a.example", "b.example", "c.example"]), max_size=60)
STEPS = st.lists(st.tuples(st.floats(0, 1), st.booleans(), SPEEDS | st.none()), max_size=40)


@given(SPEEDS, ADDRESSES, STEPS)
@settings(deadline=None)
def test_no_row_is_lost_or_doubled(limits, addresses, steps):
    """Rows go, some come back, the settings change: each leaves once, and in order."""
    hands = Hands()
    turns = turns_with(hands, limits)
    fresh, went = rows(*addresses), []
    for seconds, comes_back, changed in steps:
        hands.now += seconds
        row = turns.next(fresh, RELAY)
        if row is not None and comes_back:
            turns.put_back(row)
        elif row is not None:
            went.append(row)
        if changed is not None:
            change(turns, changed)
        assert len(went) + len(fresh) + turns.waiting == len(addresses)
    went += [row for _, row in until_all_went(turns, fresh, hands)]
    assert Counter(numbers(went)) == Counter(range(len(addresses)))
    assert (len(turns), turns.parked, turns.heap) == (0, {}, [])


@given(SPEEDS, ADDRESSES)
@settings(deadline=None)
def test_the_rows_of_a_domain_keep_their_order(limits, addresses):
    hands = Hands()
    went = until_all_went(turns_with(hands, limits), rows(*addresses), hands)
    for domain in set(addresses):
        mine = [row.seq for _, row in went if domain_of(row.email) == domain]
        assert mine == sorted(mine)


@given(st.floats(0.5, 50), st.integers(5, 60))
@settings(deadline=None)
def test_no_rate_is_exceeded(per_second, number):
    hands = Hands()
    begun = hands.now
    turns = turns_with(hands, {"a.example": per_second})
    went = until_all_went(turns, rows(*["a.example"] * number), hands)
    for place, (moment, _) in enumerate(went):
        assert place <= (moment - begun) * per_second + 1 + 1e-6
