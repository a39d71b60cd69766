"""How it went: sent, skipped and failed add up to everyone; answers and goodbyes since."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from service.campaigns.models import Campaign
from service.contacts.models import Subscription
from service.core.db import session
from service.inbox.models import Inbound
from service.outbox.models import Message

PAGE = 100
STATES = {
    "sent": ("sent",),
    "waiting": ("waiting", "sending"),
    "failed": ("failed",),
    "skipped": ("skipped",),
}
KINDS = (*STATES, "answered", "stopped")


@dataclass(frozen=True)
class Tally:
    """`total` is `sent`, `waiting`, `failed` and everyone in `skipped`."""

    total: int = 0
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        return sum(self.skipped.values())

    @property
    def reached(self) -> int:
        """How many it was meant to reach when it started."""
        return self.sent + self.waiting + self.failed

    @property
    def done(self) -> int:
        return self.sent + self.failed


def tally(campaign: Campaign) -> Tally:
    return tallies([campaign]).get(campaign.id, Tally())


def tallies(campaigns: Sequence[Campaign]) -> dict[int, Tally]:
    """The numbers of many letters in one query."""
    ours = Message.about_id.in_([campaign.id for campaign in campaigns])
    columns = (Message.about_id, Message.state, Message.reason, func.count())
    query = select(*columns).where(Message.about_feature == "campaigns", ours, copies())
    groups = query.group_by(Message.about_id, Message.state, Message.reason)
    found: dict[int, list[tuple[str, str | None, int]]] = {}
    for campaign_id, state, reason, number in session.execute(groups):
        found.setdefault(campaign_id, []).append((state, reason, number))
    return {campaign_id: added(groups) for campaign_id, groups in found.items()}


def added(groups: Sequence[tuple[str, str | None, int]]) -> Tally:
    def of(*states: str) -> int:
        return sum(number for state, _, number in groups if state in states)

    return Tally(
        total=sum(number for _, _, number in groups),
        sent=of("sent"),
        waiting=of("waiting", "sending"),
        failed=of("failed"),
        skipped={str(why): number for state, why, number in groups if state == "skipped"},
    )


def rows(campaign: Campaign, kind: str, reason: str | None, page: int) -> list[Message]:
    """The recipients behind one number, and one more when there is another page."""
    found = select(Message).where(*mine(campaign), behind(kind))
    if reason:
        found = found.where(Message.reason == reason)
    named = found.options(joinedload(Message.person)).order_by(Message.id)
    return list(session.scalars(named.offset((page - 1) * PAGE).limit(PAGE + 1)))


def answers(campaign: Campaign) -> int:
    """How many of them have answered; what machines sent back is filed and not counted."""
    return number(campaign, "answered")


def stopped(campaign: Campaign) -> int:
    """How many of those it reached have stopped the newsletter since."""
    return number(campaign, "stopped")


def number(campaign: Campaign, kind: str) -> int:
    theirs = select(func.count(Message.id)).where(*mine(campaign), behind(kind))
    return session.scalar(theirs) or 0


def behind(kind: str) -> ColumnElement[bool]:
    """What all recipients behind one number have in common."""
    if kind == "answered":
        human = Inbound.state.in_(("applied", "waiting", "answered"))
        return exists().where(Inbound.message_id == Message.id, human)
    if kind == "stopped":
        gone = Subscription.state == "withdrawn", Subscription.changed_at >= Message.sent_at
        return exists().where(Subscription.person_id == Message.person_id, *gone)
    return Message.state.in_(STATES[kind])


def mine(campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    about = Message.about_feature == "campaigns", Message.about_id == campaign.id
    return (*about, copies())


def copies() -> ColumnElement[bool]:
    """Tests to the staff are about no letter in particular and have no person."""
    return Message.person_id.is_not(None)
