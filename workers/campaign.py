"""Send one letter to many: claim one, commit, hand it over, note the answer, commit; the next."""

import smtplib
from datetime import datetime

from service.campaigns import actions as campaigns
from service.campaigns import rules
from service.campaigns.models import Campaign
from service.core import clock
from service.core.db import session
from service.core.queue import later
from service.outbox import actions, delivery
from service.outbox import queries as outbox
from workers.deliver import note, written
from workers.job import job

GONE = (0, 421)  # the server hung up, or is about to (RFC 5321 § 3.8)


@job
def send_batch(campaign_id: int) -> None:
    """One turn; then the worker looks for what is more urgent. The clock mends what we leave."""
    if not ready(campaign_id):
        return
    try:
        with delivery.connection() as server:
            more = turn(server, campaign_id)
    except (smtplib.SMTPException, OSError) as error:
        more = stuck(campaign_id, f"no connection: {type(error).__name__}")
    if more:
        later("send_batch", campaign_id)
    else:
        end(campaign_id)
    session.commit()


def ready(campaign_id: int) -> bool:
    """Begin it if its time has come; whether anybody may be written to right now."""
    campaign = session.get(Campaign, campaign_id)
    if campaign and campaign.state == "scheduled" and timely(campaign):
        campaigns.begin(campaign)
        session.commit()
    waits = bool(outbox.unsent("campaigns", campaign_id, 1))
    if not waits:
        end(campaign_id)
    session.commit()
    return waits and campaign is not None and campaign.state == "sending"


def timely(campaign: Campaign) -> bool:
    return campaign.send_at is not None and campaign.send_at <= clock.now()


def end(campaign_id: int) -> None:
    campaign = session.get(Campaign, campaign_id, populate_existing=True)
    if campaign and campaign.state == "sending":
        campaigns.finish(campaign)


def turn(server: smtplib.SMTP, campaign_id: int) -> bool:
    """Up to TURN letters through one conversation with the server. True if there may be more."""
    until, done = clock.now() + rules.TURN_TIME, 0
    while batch := waiting(campaign_id):
        for message_id in batch:
            if not goes_on(until, done):
                return True
            if not one(server, campaign_id, message_id):
                return False
            done += 1
    return False


def goes_on(until: datetime, done: int) -> bool:
    return done < rules.TURN and clock.now() < until


def waiting(campaign_id: int) -> list[int]:
    found = outbox.unsent("campaigns", campaign_id, rules.BATCH)
    session.rollback()
    return found


def one(server: smtplib.SMTP, campaign_id: int, message_id: int) -> bool:
    """Claim, commit, hand over, note. False when the letter is to stop or the server has gone."""
    if not campaigns.beat(campaign_id):
        session.rollback()
        return False
    message = actions.claim(message_id)
    session.commit()
    envelope = written(message) if message else None
    session.commit()
    session.remove()
    if envelope is None:
        return True
    result = delivery.hand_over(server, envelope)
    note(message_id, result)
    if result.code in GONE:
        stuck(campaign_id, result.words)
    return result.code not in GONE


def stuck(campaign_id: int, words: str) -> bool:
    """Let the clock try again in a minute or two."""
    campaigns.held_up(campaign_id, words)
    session.commit()
    return False
