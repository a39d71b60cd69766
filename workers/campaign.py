"""Send one letter to many: one job is one sender's turn; the clock mends what it leaves."""

from flask import current_app

from service.campaigns import actions as campaigns
from service.campaigns import rules
from service.campaigns.models import Campaign
from service.core import clock
from service.core.db import session
from service.core.queue import later
from service.outbox import queries as outbox
from service.outbox.delivery.engine import Ended
from service.outbox.delivery.send import recover, send
from workers.job import job


@job
def send_batch(campaign_id: int) -> None:
    """Begin it if its time has come, send for a while, and leave it as it now stands."""
    mailing_id = ready(campaign_id)
    if mailing_id:
        invite(campaign_id, mailing_id)
    ended = send(mailing_id) if mailing_id else Ended("done")
    conclude(campaign_id, ended)
    session.commit()


def ready(campaign_id: int) -> int | None:
    """The mailing to be sent; None when nothing may be sent of this letter right now."""
    campaign = session.get(Campaign, campaign_id)
    if campaign and campaign.state == "scheduled" and timely(campaign):
        campaigns.begin(campaign)
        session.commit()
    session.rollback()
    campaign = session.get(Campaign, campaign_id, populate_existing=True)
    running = campaign is not None and campaign.state == "sending"
    mailing_id = campaign.mailing.id if running and campaign and campaign.mailing else None
    session.rollback()
    session.remove()
    return mailing_id


def invite(campaign_id: int, mailing_id: int) -> None:
    """A second worker may help with a large one: the same job once more, while this one runs."""
    if outbox.chunks_left(mailing_id) > rules.SHARED:
        later("send_batch", campaign_id)
    session.commit()
    session.remove()


def timely(campaign: Campaign) -> bool:
    return campaign.send_at is not None and campaign.send_at <= clock.now()


def conclude(campaign_id: int, ended: Ended) -> None:
    campaign = session.get(Campaign, campaign_id, populate_existing=True)
    if campaign is None:
        return
    if campaign.state == "cancelled":
        take_up(campaign)
        campaigns.settle(campaign, lapsed=True)
    elif campaign.state == "sending" and campaigns.finish(campaign):
        return
    elif ended.how == "more":
        later("send_batch", campaign_id)
    elif ended.how == "stuck":
        campaigns.held_up(campaign, ended.words)
    elif ended.how == "stop":
        campaigns.halt(campaign, ended.words)


def take_up(campaign: Campaign) -> None:
    """What a sender of a stopped letter had heard before it died."""
    mailing = campaign.mailing
    if mailing is not None:
        mailing_id, key = mailing.id, mailing.key
        session.commit()
        recover(mailing_id, key, current_app.config["SETTINGS"])
