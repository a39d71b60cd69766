"""Who knows of an event already, and who has never answered."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from service.contacts.models import Person
from service.core.db import session
from service.events import rules
from service.events.models import Event, Registration


def told_already(event: Event) -> set[int]:
    """The people who need no letter: told while it is early; later, invited or in any other way."""
    mine = select(Registration.person_id).where(Registration.event_id == event.id)
    if event.state == "published":
        mine = mine.where(Registration.state != "saved")
    return {number for number in session.scalars(mine) if number is not None}


def seats_by_address(event: Event, keys: Collection[str]) -> dict[str, Registration]:
    mine = select(Registration).join(Registration.person)
    found = mine.where(Registration.event_id == event.id, Person.email_key.in_(keys))
    loaded = session.scalars(found.options(contains_eager(Registration.person)))
    return {each.who.email_key: each for each in loaded}


def never_answered(before: datetime) -> list[Registration]:
    """Told of or invited to events that were over before this moment, and silent ever since."""
    over = Event.ends_at <= before, Registration.state.in_((*rules.INVITED, "declined"))
    named = Registration.person_id.is_not(None)
    found = select(Registration).join(Registration.event).where(*over, named)
    return list(session.scalars(found.order_by(Registration.id).limit(500)))


def unanswered(event: Event) -> int:
    """How many were invited and have not answered."""
    mine = Registration.event_id == event.id, Registration.state == "invited"
    return session.scalar(select(func.count(Registration.id)).where(*mine)) or 0
