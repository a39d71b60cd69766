"""How it went: sent, in doubt, skipped and failed add up to everyone; answers since."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from service.campaigns.models import Campaign
from service.contacts.models import Person, Subscription
from service.core import clock
from service.core.db import session
from service.inbox.models import Inbound
from service.outbox.models import Delivery, Mailing, Message
from service.outbox.rules import State

PAGE = 100
DOMAINS = 20  # the largest receiving domains that are told apart
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STATES = {
    "sent": State.SENT,
    "waiting": State.WAITING,
    "deferred": State.DEFERRED,
    "uncertain": State.UNCERTAIN,
    "failed": State.FAILED,
    "skipped": State.SKIPPED,
}
KINDS = (*STATES, "answered", "stopped")


@dataclass(frozen=True)
class Tally:
    """`total` is all states together. `again`: of those in doubt, who will be written to anew.

    `last_minute` and `last_hour`: how many were sent or failed in it.
    """

    total: int = 0
    sent: int = 0
    waiting: int = 0
    deferred: int = 0
    uncertain: int = 0
    again: int = 0
    failed: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    last_minute: int = 0
    last_hour: int = 0

    @property
    def held(self) -> int:
        """Of those in doubt, who is written to once more only if somebody says so."""
        return self.uncertain - self.again

    @property
    def left_out(self) -> int:
        return sum(self.skipped.values())

    @property
    def open(self) -> int:
        """To whom a letter is still to go."""
        return self.waiting + self.deferred + self.again

    @property
    def reached(self) -> int:
        """How many it was meant to reach when it started."""
        return self.sent + self.waiting + self.deferred + self.uncertain + self.failed

    @property
    def done(self) -> int:
        return self.reached - self.open


@dataclass(frozen=True)
class AtDomain:
    """How far it has come at one receiving domain; of all the others together it has no name."""

    domain: str
    sent: int
    waiting: int
    deferred: int
    uncertain: int
    failed: int


@dataclass(frozen=True)
class Group:
    """Recipients who stand alike. `more`: they will be tried again."""

    state: int
    reason: str | None
    more: bool
    number: int
    last_minute: int
    last_hour: int


def tally(campaign: Campaign) -> Tally:
    return tallies([campaign]).get(campaign.id, Tally())


def tallies(campaigns: Sequence[Campaign]) -> dict[int, Tally]:
    """The numbers of many letters in one query."""
    ours = Mailing.about_id.in_([campaign.id for campaign in campaigns])
    key = Mailing.about_id, Delivery.state, Delivery.reason, Delivery.next_at.is_not(None)
    columns = func.count(), done_within(MINUTE), done_within(HOUR)
    query = select(*key, *columns).join(Mailing, Mailing.id == Delivery.mailing_id)
    groups = query.where(Mailing.about_feature == "campaigns", ours).group_by(*key)
    found: dict[int, list[Group]] = {}
    for row in session.execute(groups):
        found.setdefault(row[0], []).append(Group(*row[1:]))
    return {campaign_id: added(groups) for campaign_id, groups in found.items()}


def done_within(span: timedelta) -> ColumnElement[int]:
    return func.count().filter(Delivery.done_at > clock.now() - span)


def added(groups: Sequence[Group]) -> Tally:
    def of(*states: State) -> int:
        return sum(group.number for group in groups if group.state in states)

    skipped: dict[str, int] = {}
    for group in groups:
        if group.state == State.SKIPPED:
            skipped[str(group.reason)] = skipped.get(str(group.reason), 0) + group.number
    tried = [group for group in groups if group.state in (State.SENT, State.FAILED)]
    return Tally(
        total=sum(group.number for group in groups),
        sent=of(State.SENT),
        waiting=of(State.WAITING),
        deferred=of(State.DEFERRED),
        uncertain=of(State.UNCERTAIN),
        again=sum(g.number for g in groups if g.state == State.UNCERTAIN and g.more),
        failed=of(State.FAILED),
        skipped=skipped,
        last_minute=sum(group.last_minute for group in tried),
        last_hour=sum(group.last_hour for group in tried),
    )


def next_try(campaign: Campaign) -> datetime | None:
    """When the first of those who are to be tried again has its turn."""
    first: datetime | None = session.scalar(mine(select(func.min(Delivery.next_at)), campaign))
    return first


def rows(campaign: Campaign, kind: str, reason: str | None, page: int) -> list[Delivery]:
    """The recipients behind one number, and one more when there is another page."""
    found = mine(select(Delivery), campaign).where(behind(kind))
    if reason:
        found = found.where(Delivery.reason == reason)
    named = found.options(joinedload(Delivery.person)).order_by(Delivery.seq)
    return list(session.scalars(named.offset((page - 1) * PAGE).limit(PAGE + 1)))


def domains(campaign: Campaign, tally: Tally) -> list[AtDomain]:
    """The receiving domains with most readers, and all others together: it adds up to `tally`."""
    email = func.lower(Person.email)
    at = func.instr(email, "@") if on_sqlite() else func.strpos(email, "@")
    domain = func.substr(email, at + 1).label("domain")
    told = "sent", "waiting", "deferred", "uncertain", "failed"
    columns = [func.count().filter(Delivery.state == int(STATES[name])) for name in told]
    query = mine(select(domain, *columns), campaign).where(Delivery.state != int(State.SKIPPED))
    grouped = query.join(Person, Person.id == Delivery.person_id).group_by(domain)
    largest = grouped.order_by(func.count().desc(), domain).limit(DOMAINS)
    found = [AtDomain(*row) for row in session.execute(largest)]
    rest = {name: getattr(tally, name) - sum(getattr(d, name) for d in found) for name in told}
    return [*found, AtDomain("", **rest)] if any(rest.values()) else found


def on_sqlite() -> bool:
    return session.get_bind().dialect.name == "sqlite"


def answers(campaign: Campaign) -> int:
    """How many of them have answered; what machines sent back is filed and not counted."""
    return number(campaign, "answered")


def stopped(campaign: Campaign) -> int:
    """How many of those it reached have stopped the newsletter since."""
    return number(campaign, "stopped")


def number(campaign: Campaign, kind: str) -> int:
    return session.scalar(mine(select(func.count()), campaign).where(behind(kind))) or 0


def behind(kind: str) -> ColumnElement[bool]:
    """What all recipients behind one number have in common."""
    if kind == "answered":
        human = Inbound.state.in_(("applied", "waiting", "answered"))
        copy = and_(Message.mailing_id == Delivery.mailing_id, Message.seq == Delivery.seq)
        earlier = and_(  # letters sent before deliveries had rows of their own
            Message.mailing_id.is_(None),
            Message.person_id == Delivery.person_id,
            Message.print_id.is_not(None),
            Message.about_feature == Mailing.about_feature,
            Message.about_id == Mailing.about_id,
        )
        return exists().where(Inbound.message_id == Message.id, human, or_(copy, earlier))
    if kind == "stopped":
        gone = Subscription.state == "withdrawn", Subscription.changed_at >= Delivery.done_at
        reached = Delivery.state == int(State.SENT)
        return and_(reached, exists().where(Subscription.person_id == Delivery.person_id, *gone))
    return Delivery.state == int(STATES[kind])


def mine(query: Select[Any], campaign: Campaign) -> Select[Any]:
    joined = query.select_from(Delivery).join(Mailing, Mailing.id == Delivery.mailing_id)
    return joined.where(Mailing.about_feature == "campaigns", Mailing.about_id == campaign.id)
