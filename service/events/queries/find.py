"""Look-ups of events and their seats."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import session
from service.events import kinds, rules
from service.events.models import Event, Registration

SEATS = func.sum(Registration.guests + 1)


def by_id(community: Community, event_id: int) -> Event | None:
    return session.scalar(
        select(Event).where(Event.community_id == community.id, Event.id == event_id)
    )


def by_slug(community: Community, slug: str) -> Event | None:
    """The event anybody may see under this name; a draft is nobody's business."""
    mine = Event.community_id == community.id, Event.slug == slug, Event.state != "draft"
    return session.scalar(select(Event).where(*mine))


def by_door(token: str) -> Event | None:
    number = tokens.read("door", token)
    mine = Event.id == number, Event.state.not_in(("draft", *rules.KNOWN))
    return session.scalar(select(Event).where(*mine)) if number is not None else None


def by_feed(token: str) -> Person | None:
    """Whose own seats a calendar program follows."""
    number = tokens.read("feed", token)
    return session.get(Person, number) if number is not None else None


def by_seat(purpose: str, token: str) -> Registration | None:
    """The seat a link of its own is about: notes, give, online."""
    number = tokens.read(purpose, token)
    mine = select(Registration).where(Registration.id == number)
    named = mine.where(Registration.person_id.is_not(None))
    return session.scalar(named) if number is not None else None


def slug_taken(community: Community, slug: str) -> bool:
    mine = Event.community_id == community.id, Event.slug == slug
    return session.scalar(select(Event.id).where(*mine)) is not None


def upcoming(community: Community) -> list[Event]:
    """Announced and not yet over, the next one first."""
    coming = Event.state.in_(rules.OPEN), Event.ends_at > clock.now()
    mine = select(Event).where(Event.community_id == community.id, *coming)
    return list(session.scalars(mine.order_by(Event.starts_at, Event.id)))


def past(community: Community, limit: int = 50) -> list[Event]:
    gone = and_(Event.state.in_(rules.OPEN), Event.ends_at <= clock.now())
    over = or_(Event.state == "held", gone)
    found = select(Event).where(Event.community_id == community.id, over)
    latest = found.order_by(Event.starts_at.desc(), Event.id.desc())
    return list(session.scalars(latest.limit(limit)))


def early(community: Community) -> list[Event]:
    """Announced before one can sign up, those with a date first."""
    mine = Event.community_id == community.id, Event.state.in_(rules.KNOWN)
    still = or_(Event.ends_at.is_(None), Event.ends_at > clock.now())
    dated = Event.starts_at.is_(None), Event.starts_at, Event.id
    return list(session.scalars(select(Event).where(*mine, still).order_by(*dated)))


def drafts(community: Community) -> list[Event]:
    mine = Event.community_id == community.id, Event.state == "draft"
    return list(session.scalars(select(Event).where(*mine).order_by(Event.id.desc())))


def registration(event: Event, registration_id: int) -> Registration | None:
    mine = Registration.event_id == event.id, Registration.id == registration_id
    return session.scalar(select(Registration).where(*mine))


def registration_by_id(community: Community, registration_id: int) -> Registration | None:
    mine = Registration.community_id == community.id, Registration.id == registration_id
    return session.scalar(select(Registration).where(*mine))


def of(event: Event, person: Person) -> Registration | None:
    mine = Registration.event_id == event.id, Registration.person_id == person.id
    return session.scalar(select(Registration).where(*mine))


def of_person(person: Person) -> list[Registration]:
    """Everything this person ever registered for, the latest event first."""
    mine = select(Registration).where(Registration.person_id == person.id).join(Registration.event)
    found = mine.options(joinedload(Registration.event)).order_by(Event.starts_at.desc())
    return list(session.scalars(found))


def counts(event: Event) -> dict[str, int]:
    """How many seats stand in each state: guests count as those they come with."""
    counted = select(Registration.state, SEATS).where(Registration.event_id == event.id)
    return {
        state: int(seats) for state, seats in session.execute(counted.group_by(Registration.state))
    }


def taken(event: Event) -> int:
    counted = counts(event)
    return sum(counted.get(state, 0) for state in rules.TAKING)


def left(event: Event) -> int:
    """Seats nobody has; never below zero, though a host may let more people in at the door."""
    return max(0, event.capacity - taken(event))


def free(event: Event) -> int:
    """Seats for newcomers: those nobody has, less one for each who waits already."""
    counted = counts(event)
    used = sum(counted.get(state, 0) for state in (*rules.TAKING, "waitlisted"))
    return max(0, event.capacity - used)


def taken_by_event(events: Iterable[Event]) -> dict[int, int]:
    """Seats taken in each of these events, asked for once."""
    ids = [event.id for event in events]
    mine = Registration.event_id.in_(ids), Registration.state.in_(rules.TAKING)
    counted = select(Registration.event_id, SEATS).where(*mine)
    found = dict(session.execute(counted.group_by(Registration.event_id)).all())
    return {number: int(found.get(number, 0)) for number in ids}


def next_in_line(event: Event) -> Registration | None:
    return session.scalar(line(event).limit(1))


def line(event: Event) -> Select[Registration]:
    mine = Registration.event_id == event.id, Registration.state == "waitlisted"
    return select(Registration).where(*mine).order_by(Registration.waiting_since, Registration.id)


def position(registration: Registration) -> int:
    """Their place in the queue, counted from 1."""
    before = or_(
        Registration.waiting_since < registration.waiting_since,
        and_(
            Registration.waiting_since == registration.waiting_since,
            Registration.id < registration.id,
        ),
    )
    mine = Registration.event_id == registration.event_id, Registration.state == "waitlisted"
    return 1 + (session.scalar(select(func.count()).where(*mine, before)) or 0)


def wishes(event: Event) -> list[Registration]:
    """Who asked for a seat before it was open to them, in that order."""
    mine = Registration.event_id == event.id, Registration.state == "asked"
    return list(session.scalars(select(Registration).where(*mine).order_by(Registration.id)))


def opening(now: datetime) -> list[Event]:
    """Events for Pådrivere first whose day for everybody has come."""
    come = Event.opens_at <= now, Event.audience == rules.COMMUNITY
    return list(session.scalars(select(Event).where(Event.state.in_(rules.OPEN), *come)))


def late_holds(event: Event, now: datetime) -> list[Registration]:
    """The holds that have run out, the oldest first."""
    late = Registration.state == "held", Registration.held_until <= now
    mine = select(Registration).where(Registration.event_id == event.id, *late)
    return list(session.scalars(mine.order_by(Registration.held_until, Registration.id)))


def late_offers(event: Event, now: datetime) -> list[Registration]:
    late = Registration.state == "offered", Registration.offered_until <= now
    mine = select(Registration).where(Registration.event_id == event.id, *late)
    return list(session.scalars(mine.order_by(Registration.offered_until, Registration.id)))


def confirmed(event: Event) -> list[Registration]:
    return rows(event, ("confirmed",))


def confirmed_before(event: Event, moment: datetime) -> list[Registration]:
    """Who has had a seat since before this moment, with their people."""
    mine = Registration.event_id == event.id, Registration.state == "confirmed"
    settled = Registration.confirmed_at <= moment, Registration.person_id.is_not(None)
    people = joinedload(Registration.person)
    rows = select(Registration).where(*mine, *settled).options(people)
    return list(session.scalars(rows.order_by(Registration.id)))


def to_remind(now: datetime) -> list[tuple[Event, int]]:
    """Events whose next reminder is due, with its hours before the start."""
    earliest = max(hours for kind in kinds.every().values() for hours in kind.reminders_hours)
    soon = Event.starts_at > now, Event.starts_at <= now + timedelta(hours=earliest)
    coming = select(Event).where(Event.state.in_(rules.OPEN), *soon).order_by(Event.id)
    found = [(event, event.reminder_due(now)) for event in session.scalars(coming)]
    return [(event, hours) for event, hours in found if hours is not None]


def rows(
    event: Event,
    states: Iterable[str] = (),
    words: str = "",
    more: Mapping[int, str] = MappingProxyType({}),
) -> list[Registration]:
    """Registrations with their people, by name; `words` searches name, address and organisation.

    `more` is what else is searched, by the number of the registration: what was answered.
    """
    mine = select(Registration).where(Registration.event_id == event.id)
    if states:
        mine = mine.where(Registration.state.in_(tuple(states)))
    people = selectinload(Registration.person).joinedload(Person.organisation)
    tracks = joinedload(Registration.track)
    found = session.scalars(mine.options(people, tracks).order_by(Registration.id)).all()
    sought = words.casefold().split()
    kept = [each for each in found if all(word in searched(each, more) for word in sought)]
    return sorted(kept, key=lambda each: each.name.casefold())


def rows_after(event: Event, after: int, limit: int) -> list[Registration]:
    """Registrations in the order they were made, with their people, from this number on."""
    mine = select(Registration).where(Registration.event_id == event.id, Registration.id > after)
    people = joinedload(Registration.person).joinedload(Person.organisation)
    return list(session.scalars(mine.options(people).order_by(Registration.id).limit(limit)))


def searched(registration: Registration, more: Mapping[int, str]) -> str:
    """In Python, since SQLite cannot compare Å with å."""
    person = registration.person
    organisation = person.organisation.name if person and person.organisation else ""
    email = person.email if person else ""
    parts = registration.name, email, organisation, more.get(registration.id, "")
    return " ".join(parts).casefold()


def waiting_events(now: datetime) -> list[Event]:
    """Events to come whose queue or offers may have to move."""
    moves: ColumnElement[bool] = or_(
        Registration.state == "waitlisted",
        and_(Registration.state == "offered", Registration.offered_until <= now),
    )
    some = exists().where(Registration.event_id == Event.id, moves)
    coming = Event.state.in_(rules.OPEN), Event.starts_at > now
    return list(session.scalars(select(Event).where(*coming, some).order_by(Event.id)))


def closing(now: datetime) -> list[Event]:
    ready = Event.state == "published", Event.closes_at <= now
    return list(session.scalars(select(Event).where(*ready)))


def ended(now: datetime) -> list[Event]:
    over = Event.state.in_(rules.OPEN), Event.ends_at <= now
    return list(session.scalars(select(Event).where(*over)))


def unseen(now: datetime) -> list[Registration]:
    """Confirmed people who did not come, where the door list was used: only then do we know."""
    came = select(Registration.event_id).where(Registration.state == "attended")
    over = Event.state == "held", Event.ends_at <= now - rules.UNSEEN
    mine = select(Registration).join(Registration.event).where(*over)
    mine = mine.where(Registration.state == "confirmed", Registration.event_id.in_(came))
    return list(session.scalars(mine.limit(500)))


def titles_of_seats(community: Community, numbers: list[int]) -> dict[int, str]:
    """The title of the event behind each of these registrations."""
    seats = select(Registration.id, Event.title).join(Event, Event.id == Registration.event_id)
    return dict(
        session.execute(
            seats.where(Registration.community_id == community.id, Registration.id.in_(numbers))
        ).all()
    )
