"""Seats that come free go to whoever has waited longest."""

from service.core import clock
from service.core.trail import Cause
from service.events import letters, queries, rules
from service.events.actions import tracks
from service.events.actions.change import PLAIN, Receipt, locked, move, tell
from service.events.models import Event, Registration

TIMER = Cause("timer")


def tend(event: Event) -> None:
    """What the clock makes of the queue: offers run out, and the next in line has their turn."""
    event = locked(event)
    for registration in queries.late_offers(event, clock.now()):
        lapse(registration, "passed")
    pass_on(event, TIMER)


def pass_on(event: Event, cause: Cause) -> None:
    """Offer each free seat to the next in line; the caller has locked the event.

    At night nobody is offered anything: the clock comes back in the morning.
    """
    now = clock.now()
    if event.state not in rules.OPEN or event.start <= now:
        return
    if rules.quiet(now, event.start, event.community.zone):
        return
    while first := queries.next_in_line(event):
        if not make_room(event, first.party):
            return
        offer(first, cause)


def make_room(event: Event, seats: int) -> bool:
    """Whether so many seats are free, if need be by letting holds go that have run out.

    They go only when that is enough: a party that is too large costs nobody a seat.
    """
    missing = seats - queries.left(event)
    if missing <= 0:
        return True
    late = queries.late_holds(event, clock.now())
    if sum(hold.party for hold in late) < missing:
        return False
    for hold in late:
        if queries.left(event) < seats:
            lapse(hold, "released")
    return True


def offer(registration: Registration, cause: Cause) -> None:
    move(registration, "offered", cause)
    tracks.settle(registration)
    registration.offered_until = rules.offer_until(clock.now(), registration.event.start)
    tell(registration, letters.offered(registration))


def lapse(registration: Registration, state: str) -> None:
    move(registration, state, TIMER)
    tracks.leave(registration, TIMER)
    tell(registration, letters.offer_passed(registration))


def wait(registration: Registration, cause: Cause, receipt: Receipt = PLAIN) -> None:
    """To the end of the queue, told honestly how long it is."""
    move(registration, "waitlisted", cause)
    registration.waiting_since = clock.now()
    letter = letters.waiting(registration, queries.position(registration))
    tell(registration, letter, receipt=receipt)
