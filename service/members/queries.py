"""Look-ups of memberships."""

from sqlalchemy import exists, func, select

from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.members import rules
from service.members.models import Membership
from service.outbox.models import Message


def of(person: Person, *, lock: bool = False) -> Membership | None:
    """Their membership; locked, it is as it stands now and nobody else's until we commit."""
    mine = select(Membership).where(Membership.person_id == person.id)
    alone = mine.with_for_update().execution_options(populate_existing=True)
    return session.scalar(alone if lock else mine)


def by_id(membership_id: int) -> Membership | None:
    return session.get(Membership, membership_id)


def active(community: Community) -> list[Person]:
    """Everybody who is a Pådriver here."""
    mine = select(Person).join(Membership, Membership.person_id == Person.id)
    here = Membership.community_id == community.id, Membership.state.in_(rules.MEMBERS)
    return list(session.scalars(mine.where(*here).order_by(Person.id)))


def by_state(community: Community) -> dict[str, int]:
    """How many memberships stand in each state."""
    counted = select(Membership.state, func.count()).where(Membership.community_id == community.id)
    return dict(session.execute(counted.group_by(Membership.state)).all())


def lapsing() -> list[Membership]:
    """Asked more than a week ago, and never answered."""
    late = Membership.state == "pending", Membership.asked_at < clock.now() - rules.VALID
    return list(session.scalars(select(Membership).where(*late).limit(500)))


def lapsed() -> list[Membership]:
    """Asked so long ago that nothing of it may be kept."""
    old = Membership.state == "lapsed", Membership.asked_at < clock.now() - rules.KEPT
    return list(session.scalars(select(Membership).where(*old).limit(500)))


def unreminded() -> list[Membership]:
    """Asked some days ago, not answered, and not reminded since they asked."""
    now = clock.now()
    waits = Membership.asked_at.between(now - rules.VALID, now - rules.REMINDER)
    mine = Message.about_feature == "members", Message.about_id == Membership.id
    since = Message.created_at >= Membership.asked_at
    reminded = exists().where(*mine, Message.once.startswith(rules.REMINDED), since)
    late = select(Membership).where(Membership.state == "pending", waits, ~reminded)
    return list(session.scalars(late.limit(500)))
