"""The back-plan of events: what is to be done before and after, and what is done already."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.core.trail import Entry
from service.events import kinds, rules
from service.events.models import Event, Registration, Todo
from service.events.rules import Task
from service.outbox.models import Message

LETTERS = {
    "events.save_the_date": "save_the_date",
    "events.invitation": "invitation",
    "events.thanks": "thanks",
}
AFTER = timedelta(days=30)  # so long after an event its plan is still looked at


def tasks(events: Iterable[Event]) -> dict[int, list[Task]]:
    """The plan of each event that has a date, by its number, in the order of the days."""
    dated = [event for event in events if event.starts_at is not None]
    done = finished([event.id for event in dated])
    return {event.id: plan(event, done[event.id]) for event in dated}


def plan(event: Event, done: set[str]) -> list[Task]:
    kind = kinds.find(event.kind_name)
    day = event.start.astimezone(ZoneInfo(event.community.zone)).date()
    written = {"programme"} if event.items else set()
    return [
        Task(name, day + timedelta(days=days), name in done | written)
        for name, days in (kind.todos if kind else kinds.SHORT)
    ]


def finished(numbers: list[int]) -> dict[int, set[str]]:
    """What was ticked off, and what our own letters show to be done."""
    done: dict[int, set[str]] = defaultdict(set)
    ticked = select(Todo.event_id, Todo.name).where(Todo.event_id.in_(numbers))
    for number, name in session.execute(ticked):
        done[number].add(name)
    about = Message.about_feature == "events", Message.about_id == Registration.id
    went = select(Registration.event_id, Message.letter).join(Message, about[1]).distinct()
    mine = Registration.event_id.in_(numbers), Message.letter.in_(LETTERS)
    for number, letter in session.execute(went.where(about[0], *mine)):
        done[number].add(LETTERS[letter])
    asked = Entry.thing == "event", Entry.thing_id.in_(numbers), Entry.after == "nudged"
    for number in session.scalars(select(Entry.thing_id).where(*asked)):
        done[number].add("nudge")
    return done


def planned(community: Community) -> list[Event]:
    """Events whose plan matters now: to come, or over for less than a month."""
    live = Event.state.in_((*rules.KNOWN, *rules.OPEN, "held", "draft"))
    late = Event.ends_at > clock.now() - AFTER
    mine = select(Event).where(Event.community_id == community.id, live, late)
    return list(session.scalars(mine.order_by(Event.starts_at, Event.id)))


def due_tasks(community: Community) -> list[tuple[Event, Task]]:
    """What should be done by today and is not, the oldest first."""
    events = planned(community)
    plans, today = tasks(events), clock.now().astimezone(ZoneInfo(community.zone)).date()
    late = [
        (event, task)
        for event in events
        for task in plans[event.id]
        if not task.done and task.due <= today and matters(event, task)
    ]
    return sorted(late, key=lambda pair: pair[1].due)


def matters(event: Event, task: Task) -> bool:
    """What should come before an event is of no use after it; drafts have other worries."""
    day = event.start.astimezone(ZoneInfo(event.community.zone)).date()
    return event.state != "draft" and (task.due > day or not event.is_over)


def with_tasks(now: datetime) -> list[Community]:
    """Communities where it is the morning hour and something has to be done."""
    found = [
        community
        for community in session.scalars(select(Community).order_by(Community.id))
        if now.astimezone(ZoneInfo(community.zone)).hour == rules.PLAN_HOUR
    ]
    return [community for community in found if due_tasks(community)]
