"""Letters by number, in lists, on the web, and those that wait for somebody to work on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from service.campaigns import rules
from service.campaigns.models import Campaign, Edition
from service.communities.models import Community
from service.core.db import session
from service.inbox.models import Inbound
from service.outbox import queries as outbox
from service.outbox.models import Chunk, Delivery, Mailing, Message
from service.outbox.rules import ChunkState, State


def by_id(community: Community, campaign_id: int) -> Campaign | None:
    mine = Campaign.community_id == community.id, Campaign.id == campaign_id
    whole = select(Campaign).options(selectinload(Campaign.editions))
    return session.scalar(whole.where(*mine))


def edition(campaign: Campaign, language: str, *, lock: bool = False) -> Edition | None:
    """The edition in this language; locked, nobody else can write in it until we commit."""
    mine = Edition.campaign_id == campaign.id, Edition.language == language
    query = select(Edition).where(*mine)
    return session.scalar(query.with_for_update() if lock else query)


def letters(community: Community) -> list[Campaign]:
    """All letters of this community, newest first."""
    mine = select(Campaign).where(Campaign.community_id == community.id)
    whole = mine.options(selectinload(Campaign.editions))
    return list(session.scalars(whole.order_by(Campaign.id.desc())))


def published(community: Community) -> list[Campaign]:
    """The newsletters that have been sent, newest first: what the archive shows."""
    mine = Campaign.community_id == community.id, Campaign.state == "sent"
    whole = select(Campaign).where(*mine, Campaign.kind == rules.NEWSLETTER)
    newest = whole.order_by(Campaign.finished_at.desc(), Campaign.id.desc())
    editions = selectinload(Campaign.editions).joinedload(Edition.print)
    return list(session.scalars(newest.options(editions)))


def last_sent(campaign: Campaign) -> datetime | None:
    """When this community last sent a letter of this kind, apart from this one."""
    mine = (
        Campaign.community_id == campaign.community_id,
        Campaign.kind == campaign.kind,
        Campaign.id != campaign.id,
        Campaign.started_at.is_not(None),
    )
    newest = select(Campaign.started_at).where(*mine).order_by(Campaign.started_at.desc())
    return session.scalar(newest.limit(1))


def sleeping(now: datetime) -> list[Campaign]:
    """Letters whose time has come, and those being sent that nobody works on."""
    claimable = exists().where(
        Chunk.mailing_id == Mailing.id,
        or_(
            Chunk.state == int(ChunkState.FREE),
            and_(Chunk.state == int(ChunkState.HELD), Mailing.touched_at <= now - rules.SILENT),
        ),
    )
    quiet = Campaign.touched_at.is_(None), Campaign.touched_at <= now - rules.SILENT
    silent = or_(Mailing.touched_at.is_(None), Mailing.touched_at <= now - rules.SILENT)
    timely = and_(Campaign.state == "scheduled", Campaign.send_at <= now)
    nobody = and_(Campaign.state == "sending", silent, or_(claimable, ~unsettled()))
    asleep = select(Campaign).outerjoin(Campaign.mailing).where(or_(timely, nobody), or_(*quiet))
    return list(session.scalars(asleep.order_by(Campaign.id)))


def leftovers() -> list[Campaign]:
    """Stopped letters with a recipient that a sender held when it was stopped."""
    stopped = Campaign.state == "cancelled", unsettled()
    return list(session.scalars(select(Campaign).join(Campaign.mailing).where(*stopped)))


def unsettled() -> ColumnElement[bool]:
    """Somebody has neither got it nor been told off."""
    return exists().where(Delivery.mailing_id == Mailing.id, outbox.unsettled())


def titles(community: Community, numbers: list[int]) -> dict[int, str]:
    mine = Campaign.community_id == community.id, Campaign.id.in_(numbers)
    return dict(session.execute(select(Campaign.id, Campaign.title).where(*mine)).all())


def refused_later() -> list[Campaign]:
    """Those on their way whose letters come back because of how we send (RFC 3463 § 3.8)."""
    back = func.count().filter(Delivery.reason == "policy")
    done = func.count().filter(Delivery.state.in_((int(State.SENT), int(State.FAILED))))
    return [campaign for campaign, few, all_ in on_the_way(back, done) if rules.too_many(few, all_)]


def complained_of() -> list[Campaign]:
    """Those on their way that so many have reported as spam that providers will block us."""
    reported = (
        select(func.count(Inbound.id))
        .join(Message, Message.id == Inbound.message_id)
        .where(Inbound.kind == "complaint", Message.mailing_id == Mailing.id)
        .correlate(Mailing)
        .scalar_subquery()
    )
    done = func.count().filter(Delivery.state == int(State.SENT))
    found = on_the_way(reported, done)
    return [campaign for campaign, few, all_ in found if rules.hated(few, all_)]


def on_the_way(*counts: Any) -> list[tuple[Campaign, int, int]]:
    """Each campaign that is being sent, with two counts over its deliveries."""
    mine = and_(Mailing.about_feature == "campaigns", Mailing.about_id == Campaign.id)
    query = select(Campaign, *counts).join(Mailing, mine)
    query = query.join(Delivery, Delivery.mailing_id == Mailing.id)
    grouped = query.where(Campaign.state == "sending").group_by(Campaign.id, Mailing.id)
    return [(campaign, few or 0, all_ or 0) for campaign, few, all_ in session.execute(grouped)]
