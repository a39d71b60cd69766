"""Who will get a letter, who will not and why: counted in one query, however many they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select

from service.campaigns.models import Campaign
from service.contacts import rules as people
from service.contacts.models import Person, Subscription
from service.core import clock
from service.core.db import session
from service.core.words import LANGUAGES, pick

OK = "ok"


@dataclass(frozen=True)
class Count:
    """`total` is `reachable` and everyone in `left_out`; `editions` adds up to `reachable`."""

    total: int = 0
    reachable: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    editions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    person_id: int
    name: str
    email: str
    reason: str
    until: datetime | None


def count(campaign: Campaign) -> Count:
    """Everyone whose newsletter is on or resting, by whether a letter may go to them today."""
    judged = listed(select(standing().label("standing"), Person.language), campaign).subquery()
    group = judged.c.standing, judged.c.language
    found = session.execute(select(*group, func.count()).group_by(*group)).all()
    left: Counter[str] = Counter()
    editions: Counter[str] = Counter()
    for reason, language, number in found:
        if reason == OK:
            editions[nearest(campaign, language)] += number
        else:
            left[reason] += number
    reachable = editions.total()
    return Count(
        reachable + left.total(),
        reachable,
        dict(sorted(left.items())),
        dict(editions.most_common()),
    )


def left_out(campaign: Campaign, reason: str | None = None) -> list[LeftOut]:
    """Each person who will not get it, with the reason."""
    columns = (Person.id, Person.name, Person.email, standing(), Subscription.paused_until)
    query = listed(select(*columns), campaign).where(standing() != OK)
    if reason:
        query = query.where(standing() == reason)
    return [LeftOut(*row) for row in session.execute(query.order_by(Person.name, Person.id))]


def recipients(campaign: Campaign, only: Sequence[int] | None = None) -> Select[Any]:
    """Everyone counted above: person, print in the nearest language, why they are left out (NULL).

    `only` names people by number instead, whatever they asked for: for letters of earlier days.
    """
    prints = {edition.language: edition.print_id for edition in campaign.editions}
    sheets = {language: prints[nearest(campaign, language)] for language in LANGUAGES}
    sheet = case(sheets, value=Person.language, else_=sheets[campaign.community.language])
    if only is not None:
        return select(Person.id, sheet, null()).where(Person.id.in_(only))
    judged = case((standing() == OK, null()), else_=standing())
    query: Select[Any] = listed(select(Person.id, sheet, judged), campaign)
    return query


def listed(query: Any, campaign: Campaign) -> Any:
    mine = (
        Subscription.community_id == campaign.community_id,
        Subscription.list == people.NEWSLETTER,
        Subscription.state.in_(("active", "paused")),
    )
    return query.join(Subscription, Subscription.person_id == Person.id).where(*mine)


def standing() -> ColumnElement[str]:
    """The same judgement as contacts.queries.why_not, made by the database for all at once."""
    resting = and_(
        Subscription.state == "paused",
        or_(Subscription.paused_until.is_(None), Subscription.paused_until > clock.now()),
    )
    return case(
        (Person.address_state.in_(people.BLOCKED), Person.address_state),
        (resting, "paused"),
        else_=OK,
    )


def nearest(campaign: Campaign, language: str) -> str:
    """The language of the edition a reader of this language gets."""
    return pick({code: code for code in campaign.spoken}, language)
