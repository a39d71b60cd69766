"""Seats that come free go to whoever has waited longest."""

from service.core import clock
from service.core.trail import Cause
from service.events import letters, queries, rules
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
        if queries.left(event) == 0 and not release(event):
            return
        offer(first, cause)


def offer(registration: Registration, cause: Cause) -> None:
    move(registration, "offered", cause)
    registration.offered_until = rules.offer_until(clock.now(), registration.event.start)
    tell(registration, letters.offered(registration))


def release(event: Event) -> bool:
    """Somebody waits, so the oldest hold that has run out gives way. True if there was one."""
    late = queries.late_hold(event, clock.now())
    if late is None:
        return False
    lapse(late, "released")
    return queries.left(event) > 0


def lapse(registration: Registration, state: str) -> None:
    move(registration, state, TIMER)
    tell(registration, letters.offer_passed(registration))


def wait(registration: Registration, cause: Cause, receipt: Receipt = PLAIN) -> None:
    """To the end of the queue, told honestly how long it is."""
    move(registration, "waitlisted", cause)
    registration.waiting_since = clock.now()
    letter = letters.waiting(registration, queries.position(registration))
    tell(registration, letter, receipt=receipt)
