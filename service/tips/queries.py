"""Look-ups of tips: on the shelf, by number, and those whose time is over."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from service.communities.models import Community
from service.contacts.models import Person
from service.core.db import session
from service.inbox.models import Inbound
from service.tips import rules
from service.tips.models import Photo, Tip


def by_slug(slug: str) -> Community | None:
    return session.scalar(select(Community).where(Community.slug == slug))


def by_id(community: Community, tip_id: int) -> Tip | None:
    mine = Tip.community_id == community.id, Tip.id == tip_id
    return session.scalar(select(Tip).where(*mine).options(selectinload(Tip.photos)))


def of_message(tip_id: int, person: Person) -> Tip | None:
    """The tip that a letter to this person is about."""
    mine = Tip.community_id == person.community_id, Tip.person_id == person.id, Tip.id == tip_id
    return session.scalar(select(Tip).where(*mine))


def photo(community: Community, photo_id: int) -> Photo | None:
    mine = Photo.community_id == community.id, Photo.id == photo_id
    return session.scalar(select(Photo).where(*mine))


def shelf(community: Community, *states: str, limit: int = 100) -> list[Tip]:
    """The newest first, with who sent them and their photos."""
    mine = Tip.community_id == community.id, Tip.state.in_(states)
    whole = select(Tip).where(*mine).options(joinedload(Tip.person), selectinload(Tip.photos))
    return list(session.scalars(whole.order_by(Tip.id.desc()).limit(limit)))


def printable(community: Community) -> list[Tip]:
    """What an editor may put into a letter."""
    return shelf(community, rules.READY, limit=30)


def ready(community: Community) -> int:
    """How many may be printed and stand in no letter yet."""
    mine = Tip.community_id == community.id, Tip.state == rules.READY
    return session.scalar(select(func.count()).select_from(Tip).where(*mine)) or 0


def titles(community: Community, numbers: list[int]) -> dict[int, str]:
    mine = Tip.community_id == community.id, Tip.id.in_(numbers)
    return dict(session.execute(select(Tip.id, Tip.title).where(*mine)).all())


def of_person(person: Person) -> list[Tip]:
    mine = Tip.community_id == person.community_id, Tip.person_id == person.id
    return list(session.scalars(select(Tip).where(*mine).order_by(Tip.id)))


def had_before(inbound: Inbound) -> bool:
    """Whether this very mail has become a tip already: it may come by two doors."""
    same = Inbound.reference == inbound.reference, Inbound.community_id == inbound.community_id
    mine = select(Tip.id).join(Inbound, Tip.inbound_id == Inbound.id).where(*same)
    return bool(inbound.reference) and session.scalar(mine) is not None


def outlived(now: datetime) -> list[Tip]:
    over = [
        and_(Tip.state == state, Tip.moved_at < now - kept) for state, kept in rules.KEPT.items()
    ]
    return list(session.scalars(select(Tip).where(or_(*over)).limit(200)))
