"""Look-ups across everything: what needs a manager, who took part, one search, numbers of all."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from service.campaigns.models import Campaign
from service.communities.models import Community
from service.contacts.models import Person, Subscription
from service.core import clock, metrics, queue
from service.core.db import session
from service.core.metrics import Gauge
from service.events import queries as events
from service.events.models import Event, Registration
from service.inbox import queries as inbox
from service.inbox.models import Inbound
from service.inbox.read.reading import KINDS
from service.members import rules as membership
from service.members.models import Membership
from service.outbox import queries as outbox
from service.outbox.models import Delivery, Mailing, Message
from service.outbox.queries import Counted
from service.outbox.rules import State

WEEK = timedelta(days=7)
YEAR = timedelta(days=365)
FEW = 10  # results of each kind on the search page
MOST = 200  # letters on the page of those that came to nothing
SHARE = 0.01  # of the time, at most, goes into counting for a monitor


@dataclass(frozen=True)
class Undelivered:
    """A letter that came to nothing, with the far server's own words."""

    person: Person
    at: datetime
    words: str


def drafts(community: Community) -> list[Campaign]:
    mine = Campaign.community_id == community.id, Campaign.state == "draft"
    return list(session.scalars(select(Campaign).where(*mine).order_by(Campaign.id)))


def today(community: Community) -> list[Event]:
    """Events that start today, as days go where the community is."""
    zone = ZoneInfo(community.zone)
    day = clock.now().astimezone(zone).date()
    coming = events.upcoming(community)
    return [event for event in coming if event.start.astimezone(zone).date() == day]


def unconfirmed(community: Community) -> list[tuple[Event, int]]:
    """Events to come with the number of seats held for people who have not said yes."""
    number = func.count(Registration.id)
    held = select(Event, number).join(Registration, Registration.event_id == Event.id)
    mine = Event.community_id == community.id, Event.starts_at > clock.now()
    grouped = held.where(*mine, Registration.state == "held").group_by(Event.id)
    return list(session.execute(grouped.order_by(Event.starts_at)))


def failed(community: Community) -> list[Undelivered]:
    """Letters to people that came to nothing this week, the newest first."""
    found = [*failed_singly(community), *failed_of_many(community)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def failed_singly(community: Community) -> list[Undelivered]:
    """An answered copy of a letter to many has a row here too; it is counted as a delivery."""
    mine = Message.community_id == community.id, Message.state == "failed"
    single = Message.person_id.is_not(None), Message.mailing_id.is_(None)
    recent = Message.created_at > clock.now() - WEEK, *single
    found = select(Message).where(*mine, *recent).options(joinedload(Message.person))
    rows = session.scalars(found.order_by(Message.id.desc()).limit(MOST))
    return [Undelivered(row.recipient, row.created_at, row.response or "") for row in rows]


def failed_of_many(community: Community) -> list[Undelivered]:
    since = clock.now() - WEEK
    alive = or_(Mailing.dated_at > since, Mailing.touched_at > since)
    ours = select(Mailing.id).where(Mailing.community_id == community.id, alive)
    lost = Delivery.state == int(State.FAILED), Delivery.done_at > since
    found = select(Delivery).where(Delivery.mailing_id.in_(ours), *lost)
    newest = found.order_by(Delivery.done_at.desc()).limit(MOST)
    rows = session.scalars(newest.options(joinedload(Delivery.person)))
    return [Undelivered(row.person, row.done_at or since, row.reply or "") for row in rows]


def roll(community: Community, words: str = "") -> list[Membership]:
    """The members, the newest first; `words` searches name, competence and interests."""
    mine = Membership.community_id == community.id, Membership.state.in_(membership.MEMBERS)
    found = select(Membership).join(Membership.person).where(*mine)
    for word in words.split()[:5]:
        found = found.where(holds(word, Person.name, Membership.competence, Membership.interests))
    whole = found.options(joinedload(Membership.person).joinedload(Person.organisation))
    return list(session.scalars(whole.order_by(Membership.confirmed_at.desc(), Membership.id)))


def joined(community: Community) -> int:
    """How many became members this week."""
    new = Membership.confirmed_at > clock.now() - WEEK, Membership.state.in_(membership.MEMBERS)
    return number_of(Membership, Membership.community_id == community.id, *new)


def members_in_all(community: Community) -> int:
    mine = Membership.community_id == community.id
    return number_of(Membership, mine, Membership.state.in_(membership.MEMBERS))


def readers(community: Community) -> int:
    return number_of(
        Subscription, Subscription.community_id == community.id, Subscription.state == "active"
    )


def answers(community: Community) -> int:
    """Mails from people in a year; what machines sent is filed and not counted."""
    theirs = Inbound.state.in_(("applied", "waiting", "answered"))
    recent = Inbound.received_at > clock.now() - YEAR
    return number_of(Inbound, Inbound.community_id == community.id, theirs, recent)


def letters_sent(community: Community) -> int:
    recent = Campaign.finished_at > clock.now() - YEAR
    return number_of(
        Campaign, Campaign.community_id == community.id, Campaign.state == "sent", recent
    )


def coming(community: Community) -> int:
    """Confirmed seats at events to come."""
    ahead = exists().where(Event.id == Registration.event_id, Event.starts_at > clock.now())
    mine = Registration.community_id == community.id, Registration.state == "confirmed"
    return number_of(Registration, *mine, ahead)


def came(community: Community) -> int:
    """People who were at an event in the last year, each counted once."""
    mine = Registration.community_id == community.id, Registration.state == "attended"
    recent = Registration.arrived_at > clock.now() - YEAR
    who = select(func.count(Registration.person_id.distinct())).where(*mine, recent)
    return session.scalar(who) or 0


def number_of(table: type, *wanted: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*wanted)) or 0


def find_events(community: Community, words: str) -> list[Event]:
    found = select(Event).where(Event.community_id == community.id)
    for word in words.split()[:5]:
        found = found.where(holds(word, Event.title, Event.summary, Event.place))
    return list(session.scalars(found.order_by(Event.starts_at.desc()).limit(FEW)))


def find_letters(community: Community, words: str) -> list[Campaign]:
    found = select(Campaign).where(Campaign.community_id == community.id)
    for word in words.split()[:5]:
        found = found.where(holds(word, Campaign.title))
    return list(session.scalars(found.order_by(Campaign.id.desc()).limit(FEW)))


def holds(word: str, *columns: object) -> ColumnElement[bool]:
    """SQLite folds only the case of a to z, so å is asked for both ways."""
    spellings = {word, word.lower(), word.capitalize()}
    return or_(*(c.icontains(s, autoescape=True) for s in spellings for c in columns))  # type: ignore[attr-defined]  # mypy reads the columns as object


def seat(person: Person, registration_id: int) -> Registration | None:
    """This person's own registration; anybody else's does not exist here."""
    mine = Registration.id == registration_id, Registration.person_id == person.id
    return session.scalar(select(Registration).where(*mine))


def gauges() -> list[Gauge]:
    """What a monitor may know: counts of the whole installation, nothing about anybody."""
    return [*of_mailings(), *of_mails(), *of_queues()]


def of_mailings() -> list[Gauge]:
    counted = deliveries()
    live = {State(row.state).name.lower(): row.under_way for row in counted}
    done = {State(row.state).name.lower(): row.last_day for row in counted if row.last_day}
    mailings = outbox.under_way()
    states = Counter(each.state for each in mailings)
    return [
        Gauge(
            "paadriv_deliveries",
            "Recipients of letters to many that are on their way or held back, by state.",
            metrics.by("state", {state.name.lower(): 0 for state in State} | live),
        ),
        Gauge(
            "paadriv_deliveries_last_day",
            "Recipients of letters to many that were settled within 24 hours, by state.",
            metrics.by("state", {"sent": 0, "failed": 0, "skipped": 0} | done),
        ),
        Gauge(
            "paadriv_mailings",
            "Letters to many that are on their way or held back.",
            metrics.by("state", {"running": 0, "paused": 0} | states),
        ),
        Gauge(
            "paadriv_mailing_silent_seconds",
            "Seconds since the last sign of life of each letter to many that is on its way.",
            {labels(each): silent(each) for each in mailings if each.state == "running"},
        ),
    ]


def labels(mailing: Mailing) -> metrics.Labels:
    return ("feature", mailing.about_feature), ("id", str(mailing.about_id))


def silent(mailing: Mailing) -> float:
    """Its Date has whole seconds and may be a moment ahead of a clock that was set back."""
    last = mailing.touched_at or mailing.dated_at
    return max(0.0, round((clock.now() - last).total_seconds(), 3))


def deliveries() -> list[Counted]:
    """Counted anew when the last count is a hundred times as old as it took to count."""
    kept = current_app.extensions.setdefault("deliveries", {})
    if not kept or time.monotonic() >= kept["until"]:
        began = time.monotonic()
        kept["counted"] = outbox.delivered(clock.now())
        kept["until"] = time.monotonic() + (time.monotonic() - began) / SHARE
    counted: list[Counted] = kept["counted"]
    return counted


def of_mails() -> list[Gauge]:
    messages = {"waiting": 0, "sending": 0, "failed": 0} | outbox.messages_by_state(clock.now())
    mails = {"new": 0, "waiting": 0} | inbox.open_mails()
    return [
        Gauge(
            "paadriv_messages",
            "Letters to one person that wait or are being sent, or failed within 24 hours.",
            metrics.by("state", messages),
        ),
        Gauge(
            "paadriv_inbox",
            "Mails that nobody has read yet (new), or that wait for a person (waiting).",
            metrics.by("state", mails),
        ),
        Gauge(
            "paadriv_inbox_lag_seconds",
            "How long the mail that nobody has read has waited; near 0 when workers keep up.",
            {(): inbox.lag()},
        ),
        Gauge(
            "paadriv_inbound",
            "What the mails of the last 24 hours turned out to be.",
            metrics.by("kind", dict.fromkeys(map(str, KINDS), 0) | inbox.read_lately()),
        ),
    ]


def of_queues() -> list[Gauge]:
    found = queue.lengths()
    waiting = {name: waits for name, (waits, _) in found.items()}
    failed = {name: lost for name, (_, lost) in found.items()}
    return [
        Gauge("paadriv_queue_jobs", "Jobs that wait in a queue.", metrics.by("queue", waiting)),
        Gauge(
            "paadriv_queue_failed_jobs",
            "Jobs of a queue that failed within 24 hours.",
            metrics.by("queue", failed),
        ),
    ]
