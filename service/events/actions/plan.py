"""An event is drafted, edited, published, closed and over."""

from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from service.communities.models import Community
from service.core import clock, trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.events import kinds, letters, queries, rules
from service.events.actions import asking, seats, tracks
from service.events.actions.change import locked, move_event, tell
from service.events.actions.checks import (
    A_LINK,
    missing_to_announce,
    refuse_gaps,
    refuse_named,
    refuse_odd_times,
    refuse_past,
    refuse_too_small,
    refuse_without_date,
)
from service.events.actions.registration import let_in
from service.events.kinds import Kind
from service.events.models import Event, Registration
from service.events.rules import Before, Plan
from service.signup import actions as signup

MATERIAL = ("starts_at", "ends_at", "place", "address", "meeting_point")  # a new calendar entry
AUDIENCES = ("open", rules.COMMUNITY)
OVER = _l("The event is over already. Choose a later date.")


def draft(community: Community, plan: Plan, cause: Cause) -> Event:
    """A plan that nobody outside sees yet; almost everything may still be missing."""
    if not plan.title.strip():
        raise Refusal("events.title", _l("Give the event a title."), field="title")
    kind = kind_of(plan)
    alone(community)
    event = Event(
        community=community,
        slug=free_slug(community, plan.title),
        capacity=kind.capacity,
        audience=kind.audience,
    )
    apply(event, plan)
    session.add(event)
    session.flush()
    tracks.plan(event, plan.tracks or "")
    asking.ask_as_usual(event, kind)
    trail.note(event, None, "draft", cause)
    return event


def announce(community: Community, plan: Plan, cause: Cause) -> Event:
    """Drafted and published at once."""
    return publish(draft(community, plan, cause), cause)


def publish(event: Event, cause: Cause) -> Event:
    """From now on everybody sees it and may register. Refused with all that is missing, by name."""
    event = locked(event)
    if event.state not in ("draft", *rules.KNOWN):
        return event
    refuse_gaps(event)
    if event.end <= clock.now():
        raise Refusal("events.past", OVER, field="date")
    signup.publish(event.community, "events", event.id)
    move_event(event, "published", cause)
    return event


def edit(event: Event, plan: Plan, cause: Cause) -> Event:
    """Whoever comes or may come hears of a new time or place; added seats go to the queue."""
    event = locked(event)
    was = [getattr(event, name) for name in MATERIAL]
    narrow = event.members_only
    before = as_told(event)
    apply(event, plan)
    if plan.tracks is not None:
        tracks.plan(event, plan.tracks)
    if event.state == "tentative":
        fix_date(event, cause)
    if event.state in rules.KNOWN:
        refuse_named(missing_to_announce(event))
        refuse_without_date(event)
    elif event.state != "draft":
        refuse_gaps(event)
    refuse_too_small(event)
    trail.note(event, event.state, event.state, cause)
    if before is not None and was != [getattr(event, name) for name in MATERIAL]:
        refuse_past(event, before.start)
        tell_all(event, before)
    if narrow and not event.members_only:
        widened(event, cause)
    seats.pass_on(event, cause)
    for track in event.tracks:
        tracks.pass_on(track, cause)
    return event


def as_told(event: Event) -> Before | None:
    """When and where it was to be, if anybody has been told a date."""
    if event.state not in ("scheduled", *rules.OPEN):
        return None
    return Before(event.start, event.end, event.where)


def announce_early(event: Event, cause: Cause) -> Event:
    """Known to all, with a date or only a season; registration begins when it is published."""
    event = locked(event)
    if event.state != "draft":
        return event
    refuse_named(missing_to_announce(event))
    if event.is_over:
        raise Refusal("events.past", OVER, field="date")
    signup.publish(event.community, "events", event.id)
    move_event(event, "scheduled" if event.starts_at else "tentative", cause)
    return event


def fix_date(event: Event, cause: Cause) -> None:
    """A season has become a date: whoever was told of it hears of it once (domain A17)."""
    if event.starts_at is None:
        return
    if event.is_over:
        raise Refusal("events.past", OVER, field="date")
    move_event(event, "scheduled", cause)
    for registration in queries.rows(event, ("saved",)):
        calendar = letters.invitation(registration)
        tell(registration, letters.date_set(registration), calendar=calendar)


def widen(event: Event, cause: Cause) -> None:
    """Its day for everybody has come."""
    event = locked(event)
    if event.members_only:
        event.audience, event.opens_at = "open", None
        widened(event, cause)


def widened(event: Event, cause: Cause) -> None:
    trail.note(event, event.state, "open to all", cause)
    if event.state in rules.OPEN:
        let_in(event, cause)


def close(event: Event, cause: Cause) -> bool:
    """No more registrations; the queue still moves."""
    event = locked(event)
    if event.state != "published":
        return False
    move_event(event, "registration_closed", cause)
    return True


def reopen(event: Event, cause: Cause) -> bool:
    event = locked(event)
    if event.state != "registration_closed":
        return False
    if event.closes <= clock.now():
        event.closes_at = None
    move_event(event, "published", cause)
    return True


def end(event: Event, cause: Cause) -> None:
    """Over, unless somebody has moved it to another day a moment ago."""
    event = locked(event)
    if event.state in rules.OPEN and event.is_over:
        move_event(event, "held", cause)


def kind_of(plan: Plan) -> Kind:
    kind = kinds.find(plan.kind_name)
    if kind is None:
        raise Refusal("events.kind", _l("Choose what kind of event it is."), field="kind")
    return kind


def alone(community: Community) -> None:
    """Until we commit, nobody else here makes an event: two would take the same address."""
    row = select(Community.id).where(Community.id == community.id)
    session.execute(row.with_for_update(key_share=True))


def free_slug(community: Community, title: str) -> str:
    """The title as an address; a second event with the same title gets a number."""
    plain = rules.slug(title)
    names = (plain if number == 1 else f"{plain}-{number}" for number in count(1))
    return next(name for name in names if not queries.slug_taken(community, name))


def apply(event: Event, plan: Plan) -> None:
    refuse_odd_times(plan)
    event.kind_name, event.title = plan.kind_name, " ".join(plan.title.split())[:120]
    event.summary, event.programme = plan.summary.strip(), plan.programme.strip()
    event.starts_at, event.ends_at = plan.starts_at, plan.ends_at or usual_end(plan)
    event.doors_at, event.closes_at = plan.doors_at, plan.closes_at
    event.place, event.address = plan.place.strip(), plan.address.strip()
    event.online_url = online(plan.online_url)
    event.meeting_point, event.note = plan.meeting_point.strip(), plan.note.strip()
    event.responsible = plan.responsible.strip()
    event.access, event.photos = plan.access.strip(), plan.photos.strip()
    event.season = "" if plan.starts_at else " ".join(plan.season.split())[:60]
    names = (" ".join(line.split()) for line in plan.organisers.splitlines())
    event.organisers = "\n".join(dict.fromkeys(name for name in names if name))[:300]
    if plan.capacity is not None:
        event.capacity = plan.capacity
    if plan.guests_most is not None:
        event.guests_most = plan.guests_most
    if plan.audience in AUDIENCES:
        event.audience = plan.audience
    event.opens_at = plan.opens_at if event.members_only else None


def online(typed: str) -> str:
    """An address that a browser opens, or none."""
    url = typed.strip()
    if url and not url.startswith("https://"):
        raise Refusal("events.online", A_LINK, field="online_url")
    return url[:300]


def usual_end(plan: Plan) -> datetime | None:
    return plan.starts_at and plan.starts_at + timedelta(minutes=kind_of(plan).minutes)


def tell_all(event: Event, before: Before) -> None:
    """Each hears of the new time and place in the letter that fits how they stand."""
    event.sequence += 1
    event.reminded = None
    for registration in queries.rows(event, rules.TOLD):
        retell(registration, before)


def retell(registration: Registration, before: Before) -> None:
    """What was asked of them is asked anew, with time to answer; a calendar entry moves along."""
    event, now = registration.event, clock.now()
    if registration.state == "asked":
        tell(registration, letters.members_first(registration))
    elif registration.state in rules.INVITED:
        told = letters.date_set if registration.state == "saved" else letters.invited
        news, calendar = told(registration, before=before), letters.invitation(registration)
        tell(registration, news, calendar=calendar)
    elif registration.state == "held":
        registration.held_until = rules.held_until(now, event.start)
        tell(registration, letters.confirm_place(registration, before=before))
    elif registration.state == "offered":
        registration.offered_until = rules.offer_until(now, event.start)
        tell(registration, letters.offered(registration, before=before))
    elif registration.state == "waitlisted":
        position = queries.position(registration)
        tell(registration, letters.waiting(registration, position, before=before))
    else:
        letter = letters.you_are_in(registration, before=before)
        moved = (before.start, before.end) != (event.start, event.end)
        calendar = letters.invitation(registration, ask=moved)  # the new time may not suit
        tell(registration, letter, calendar=calendar)
