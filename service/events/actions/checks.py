"""What a plan must have, and what cannot be: every refusal says what to put right."""

from datetime import datetime

from flask_babel.speaklater import LazyString

from service.core import clock
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.events import kinds, queries, rules
from service.events.models import Event
from service.events.rules import Plan

A_LINK = _l("Write the whole address, beginning with https://.")
FIRST_YEAR, LAST_YEAR = 2000, 2999  # outside these a calendar file, or a database, breaks


def refuse_odd_times(plan: Plan) -> None:
    start = plan.starts_at
    times = (start, plan.ends_at, plan.doors_at, plan.closes_at)
    if any(time and not FIRST_YEAR <= time.year <= LAST_YEAR for time in times):
        sentence = _l("Look at the date: that year cannot be right.")
        raise Refusal("events.times", sentence, field="date")
    if start is None:
        return
    if plan.ends_at is not None and plan.ends_at <= start:
        raise Refusal("events.times", _l("The event ends before it starts."), field="ends")
    if plan.doors_at is not None and plan.doors_at > start:
        raise Refusal("events.times", _l("The doors open after the start."), field="doors")
    if plan.closes_at is not None and plan.closes_at > start:
        raise Refusal("events.times", _l("Registration closes after the start."), field="closes")


def refuse_gaps(event: Event) -> None:
    refuse_named(missing(event))


def refuse_named(gaps: list[LazyString]) -> None:
    if gaps:
        named = ", ".join(str(gap) for gap in gaps)
        sentence = _("Before it can be published, this is missing: %(named)s.", named=named)
        raise Refusal("events.gaps", sentence)


def missing(event: Event) -> list[LazyString]:
    """Everything a published event must have (domain § 2.4), as the manager knows it."""
    kind = kinds.find(event.kind_name)
    wanted = {
        _l("title"): event.title,
        _l("date and start"): event.starts_at,
        _l("end"): event.ends_at,
        _l("place"): event.place or event.meeting_point or event.online_url,
        _l("number of seats"): event.capacity > 0,
        _l("the person responsible"): event.responsible,
        _l("who answers for the data (see Settings)"): event.community.controller,
        _l("at least one line of programme"): event.items or not (kind and kind.programme_required),
    }
    return [name for name, value in wanted.items() if not value]


def missing_to_announce(event: Event) -> list[LazyString]:
    """All a save-the-date must say."""
    wanted = {
        _l("title"): event.title,
        _l("a date, or a season such as spring 2027"): event.starts_at or event.season,
        _l("the person responsible"): event.responsible,
        _l("who answers for the data (see Settings)"): event.community.controller,
    }
    return [name for name, value in wanted.items() if not value]


def refuse_without_date(event: Event) -> None:
    """People have been told a day: it may become another day, not none."""
    if event.state == "scheduled" and event.starts_at is None:
        refuse_named([_l("date and start")])


def refuse_too_small(event: Event) -> None:
    taken = queries.taken(event)
    if event.capacity < taken and event.state in rules.OPEN:
        sentence = _l("%(taken)s have a seat already. Choose that number or more.", taken=taken)
        raise Refusal("events.capacity", sentence, field="capacity")


def refuse_past(event: Event, before: datetime) -> None:
    """A published event moves to a time to come; one that is on may still be put right."""
    now = clock.now()
    if event.end <= now or event.start <= now < before:
        sentence = _l("That is in the past. Choose a later date.")
        raise Refusal("events.past", sentence, field="date")
