"""Look-ups of the channel: whose it is, who reads it how, what was posted."""

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from service.channel import rules
from service.channel.models import Channel, Post, Seat
from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import session
from service.inbox.models import Inbound
from service.members import rules as membership
from service.members.models import Membership


def of(community: Community) -> Channel | None:
    return session.scalar(select(Channel).where(Channel.community_id == community.id))


def by_slug(slug: str) -> Channel | None:
    """The open channel that this address belongs to."""
    mine = select(Channel).join(Channel.community).where(Community.slug == slug)
    return session.scalar(mine.where(Channel.open.is_(True)))


def seat_of(person: Person) -> Seat | None:
    return session.scalar(select(Seat).where(Seat.person_id == person.id))


def by_token(token: str) -> Seat | None:
    """The seat of a Pådriver; whoever has left has none any more."""
    number = tokens.read(rules.SEAT, token)
    seat = session.get(Seat, number) if number is not None else None
    return seat if seat and is_member(seat.person) else None


def is_member(person: Person) -> bool:
    mine = Membership.person_id == person.id, Membership.state.in_(membership.MEMBERS)
    return session.scalar(select(Membership.id).where(*mine)) is not None


def members(community: Community) -> list[Person]:
    mine = Membership.community_id == community.id, Membership.state.in_(membership.MEMBERS)
    rows = select(Person).join(Membership, Membership.person_id == Person.id).where(*mine)
    return list(session.scalars(rows.order_by(Person.id)))


def seats(community: Community) -> dict[int, Seat]:
    """By the person's number."""
    rows = session.scalars(select(Seat).where(Seat.community_id == community.id))
    return {seat.person_id: seat for seat in rows}


def post_by_id(community: Community, post_id: int) -> Post | None:
    mine = Post.community_id == community.id, Post.id == post_id
    return session.scalar(select(Post).where(*mine))


def subjects(community: Community, numbers: list[int]) -> dict[int, str]:
    """What these posts are called, by their number."""
    mine = Post.community_id == community.id, Post.id.in_(numbers)
    return dict(session.execute(select(Post.id, Post.subject).where(*mine)).all())


def had_before(community: Community, reference: str) -> bool:
    mine = Post.community_id == community.id, Post.reference == reference
    return session.scalar(select(Post.id).where(*mine)) is not None


def posted_lately(person: Person) -> int:
    recent = Post.person_id == person.id, Post.at > clock.now() - rules.DAY / 24
    return session.scalar(select(func.count()).select_from(Post).where(*recent)) or 0


def held(community: Community) -> list[Post]:
    """What waits for a moderator, oldest first."""
    mine = Post.community_id == community.id, Post.state == "held"
    rows = select(Post).where(*mine).options(joinedload(Post.person))
    return list(session.scalars(rows.order_by(Post.id)))


def sent(
    community: Community,
    begin: datetime | None = None,
    end: datetime | None = None,
    limit: int = 200,
) -> list[Post]:
    """What has reached the members, newest first."""
    mine = [Post.community_id == community.id, Post.state == "sent"]
    if begin is not None and end is not None:
        mine += [Post.sent_at >= begin, Post.sent_at < end]
    rows = select(Post).where(*mine).options(joinedload(Post.person))
    return list(session.scalars(rows.order_by(Post.id.desc()).limit(limit)))


def conversation(post: Post) -> list[Post]:
    """The post that began it and all that answer it, in their order."""
    whole = (Post.id == post.topic) | (Post.topic_id == post.topic)
    mine = Post.community_id == post.community_id, Post.state == "sent"
    rows = select(Post).where(*mine, whole).options(joinedload(Post.person))
    return list(session.scalars(rows.order_by(Post.id)))


def to_be_told(channel: Channel) -> list[Person]:
    """Members who have no seat yet, and so have not heard of the channel."""
    mine = (
        Membership.community_id == channel.community_id,
        Membership.state.in_(membership.MEMBERS),
        ~exists().where(Seat.person_id == Person.id),
    )
    rows = select(Person).join(Membership, Membership.person_id == Person.id).where(*mine)
    return list(session.scalars(rows.order_by(Person.id).limit(rules.AT_ONCE)))


def still(before: datetime) -> list[Post]:
    """The first posts of conversations in which nobody has written since."""
    later = aliased(Post)
    since = exists().where(later.topic_id == Post.id, later.at >= before)
    old = select(Post).where(Post.topic_id.is_(None), Post.at < before, ~since)
    return list(session.scalars(old.limit(200)))


def of_person(person: Person) -> list[Post]:
    mine = Post.community_id == person.community_id, Post.person_id == person.id
    return list(session.scalars(select(Post).where(*mine).order_by(Post.id)))


def mail_of(post: Post) -> Inbound | None:
    """The mail it came in, for as long as we keep it."""
    mine = Inbound.community_id == post.community_id, Inbound.id == post.inbound_id
    return session.scalar(select(Inbound).where(*mine)) if post.inbound_id else None


def open_channels() -> list[Channel]:
    return list(session.scalars(select(Channel).where(Channel.open.is_(True))))
