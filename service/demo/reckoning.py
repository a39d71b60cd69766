"""What the demo's data must add up to, counted in the database after loading (domain § 7.11)."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from service.campaigns import queries as campaigns
from service.campaigns.models import Campaign
from service.communities.models import Community
from service.contacts.models import Consent, Subscription
from service.core.db import session
from service.events.models import Event, Registration
from service.members import queries as members
from service.members.models import Membership
from service.outbox.models import Delivery, Mailing
from service.outbox.rules import State

ON = Subscription.state.in_(("active", "paused"))


@dataclass(frozen=True)
class Line:
    """One sum: what it is about, the sum written out, and whether it comes out."""

    about: str
    sum: str
    right: bool

    def __str__(self) -> str:
        return f"{'ok ' if self.right else 'NO '} {self.about}: {self.sum}"


def reckon(community: Community) -> list[Line]:
    return [
        memberships(community),
        subscriptions(community),
        consents(community),
        *(event(community, slug) for slug in ("sirkulaere-bygg", "lys-og-trygghet")),
        *(letter(community, title) for title in ("Mars 2026", "September 2026")),
        audience(community),
    ]


def memberships(community: Community) -> Line:
    states = members.by_state(community)
    return Line("memberships", written(states, 250), sum(states.values()) == 250)


def subscriptions(community: Community) -> Line:
    mine = (
        select(func.count())
        .select_from(Subscription)
        .where(Subscription.community_id == community.id, ON)
    )
    total = session.scalar(mine) or 0
    joined = Membership.person_id == Subscription.person_id
    both = session.scalar(mine.join(Membership, joined)) or 0
    right = (total, both) == (250, 231)
    return Line("newsletter", f"{both} members + {total - both} others = {total}", right)


def consents(community: Community) -> Line:
    mine = (
        Consent.community_id == community.id,
        Consent.purpose == "newsletter",
        Consent.act == "given",
    )
    given = session.scalar(select(func.count()).where(*mine)) or 0
    return Line("consents", f"{given} given, at least one for each of 250", given >= 250)


def event(community: Community, slug: str) -> Line:
    mine = Event.community_id == community.id, Event.slug == slug
    found = session.scalars(select(Event).where(*mine)).one()
    rows = session.execute(
        select(Registration.state, Registration.walk_in, func.count())
        .where(Registration.event_id == found.id)
        .group_by(Registration.state, Registration.walk_in)
    )
    states = Counter({("walk_in" if walked else state): number for state, walked, number in rows})
    return closed(slug, states) if states["attended"] else coming(slug, states, found.capacity)


def closed(slug: str, states: Counter[str]) -> Line:
    here = states["attended"] + states["walk_in"]
    asked = states["attended"] + states["cancelled"] + states["no_show"]
    parts = {name: states[name] for name in ("attended", "cancelled", "no_show")}
    words = f"{written(parts, asked)}; with {states['walk_in']} walk-ins {here} in the room"
    return Line(slug, words, (asked, here) == (78, 64))


def coming(slug: str, states: Counter[str], seats: int) -> Line:
    taken = states["confirmed"] + states["held"]
    parts = {name: states[name] for name in ("confirmed", "held")}
    words = f"{written(parts, taken)} of {seats} seats; {states['waitlisted']} waiting"
    return Line(slug, words, (taken, seats, states["waitlisted"]) == (40, 40, 3))


def letter(community: Community, title: str) -> Line:
    ours = Campaign.community_id == community.id, Campaign.title == title
    found = session.scalars(select(Campaign).where(*ours)).one()
    mine = Mailing.about_feature == "campaigns", Mailing.about_id == found.id
    whole = select(Delivery.state, func.count()).join(Mailing, Mailing.id == Delivery.mailing_id)
    rows = session.execute(whole.where(*mine).group_by(Delivery.state))
    states = {State(state).name.lower(): number for state, number in rows}
    wanted = {"Mars 2026": {"sent": 219, "failed": 2}, "September 2026": {"sent": 236}}[title]
    return Line(f"letter {title}", written(states, sum(wanted.values())), states == wanted)


def audience(community: Community) -> Line:
    mine = Campaign.community_id == community.id, Campaign.title == "November 2026"
    found = session.scalars(select(Campaign).where(*mine)).one()
    counted = campaigns.count(found)
    left = ", ".join(f"{number} {reason}" for reason, number in counted.left_out.items())
    right = (counted.reachable, counted.total, sum(counted.left_out.values())) == (243, 250, 7)
    return Line("letter November 2026", f"{counted.reachable} of {counted.total}; {left}", right)


def written(parts: dict[str, int], total: int) -> str:
    """a 61 + b 9 = 70."""
    return " + ".join(f"{number} {name}" for name, number in parts.items()) + f" = {total}"
