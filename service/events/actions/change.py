"""The one way a row here changes state, and how its person is told."""

from dataclasses import dataclass

from sqlalchemy import select

import emails
from service.core import clock, trail
from service.core.db import session
from service.core.trail import Cause
from service.events.models import Event, Registration
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras


@dataclass(frozen=True)
class Receipt:
    """Which mail our letter answers; `silent` when a machine asked and no letter may go out.

    `unseen`: boxes were ticked since the letter they answered, so their yes is not about those.
    """

    reference: str | None = None
    silent: bool = False
    unseen: bool = False


PLAIN = Receipt()


def locked(event: Event) -> Event:
    """The event, alone with us until we commit: two requests never count the same seats.

    SQLite ignores FOR UPDATE; there every writing transaction is alone already (core/db.py).
    """
    mine = select(Event).where(Event.id == event.id).with_for_update()
    return session.scalars(mine.execution_options(populate_existing=True)).one()


def held_still(registration: Registration) -> Event:
    """Its event locked, and the registration as it stands now, whoever answered just before."""
    event = locked(registration.event)
    session.refresh(registration)
    return event


def move(registration: Registration, state: str, cause: Cause) -> None:
    """Into a new state; what the old one waited for is forgotten."""
    before = None if registration.state == "new" else registration.state
    registration.state = state
    registration.held_until = registration.offered_until = None
    if state != "waitlisted":
        registration.waiting_since = None
    trail.note(registration, before, state, cause)


def move_event(event: Event, state: str, cause: Cause) -> None:
    trail.note(event, event.state, state, cause)
    event.state = state


def tell(
    registration: Registration,
    letter: emails.Letter,
    *,
    calendar: str | None = None,
    receipt: Receipt = PLAIN,
) -> None:
    """The same letter about the same standing and boxes goes out at most once an hour."""
    if receipt.silent:
        return
    about = About("events", registration.id)
    hour = f"{clock.now():%Y%m%d%H}"
    asks = f"{registration.wants_newsletter:d}{registration.wants_membership:d}"
    once = f"{letter.name}:{registration.id}:{registration.version}:{asks}:{hour}"
    outbox.post(letter, registration.who, about, Extras(once, receipt.reference, calendar))
