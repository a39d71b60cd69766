"""Send a letter: freeze it, write down everyone it goes to, hold it up, stop it, end it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from emails.campaigns.newsletter import Newsletter
from service.campaigns import letters, queries, rules
from service.campaigns.actions.change import MOVED, become, move
from service.campaigns.models import Campaign, Edition
from service.communities.models import Staff
from service.contacts.models import Person
from service.contacts.rules import first_name
from service.core import clock, trail
from service.core.db import session
from service.core.queue import later
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras
from service.outbox.models import Delivery, Message
from service.outbox.rules import State

TIMER = Cause("timer")
UNREADY = _l("Something in the letter must be put right before it can be sent.")
NOBODY = _l("Nobody has asked for the newsletter yet, so there is nobody to send it to.")
FAR = _l("Choose a time within the next year.")
PAST = _l("That time has passed. Choose a later one, or send it now.")
UNKNOWN = "550 5.1.1 Unknown address"
GRACE = timedelta(minutes=5)  # a form may be read for a while before it is sent


def send_test(edition: Edition, member: Staff) -> Message:
    """The same letter to oneself, marked in its subject."""
    account = member.account
    letter = letters.test(edition, first_name(account.name))
    message = outbox.post_staff(letter, account, edition.campaign.community, Extras())
    assert message is not None  # without a `once` it always leaves
    message.language = edition.language
    why = f"test in {edition.language}"
    state = edition.campaign.state
    trail.note(edition.campaign, state, state, Cause("admin", member.name, why))
    return message


def schedule(campaign: Campaign, at: datetime, by: Cause) -> None:
    """Send it at this time, or now if that has come. From here on nobody changes what it says."""
    if any(note.blocks for note in queries.notes(campaign)):
        raise Refusal("campaigns.unready", UNREADY)
    if queries.count(campaign).reachable == 0:
        raise Refusal("campaigns.nobody", NOBODY)
    refuse_odd_time(at)
    become(campaign, "scheduled", by, ("draft",))
    campaign.send_at, campaign.frozen_at = at, clock.now()
    freeze(campaign)
    if at <= clock.now():
        wake(campaign)


def refuse_odd_time(at: datetime) -> None:
    """A mistyped day in the past must not send the letter at once."""
    if at < clock.now() - GRACE:
        raise Refusal("campaigns.past", PAST, field="at")
    if at > clock.now() + timedelta(days=366):
        raise Refusal("campaigns.far", FAR, field="at")


def freeze(campaign: Campaign) -> None:
    """Each edition rendered once, so that everyone gets the very same letter."""
    for edition in campaign.editions:
        letter = letters.newsletter(edition)
        nameless = rules.NAMELESS[edition.language]
        edition.print = outbox.print_letter(letter, edition.language, campaign.community, nameless)
    session.flush()


def unschedule(campaign: Campaign, by: Cause) -> None:
    """Back to draft, to be changed."""
    become(campaign, "draft", by, ("scheduled",))
    campaign.send_at = campaign.frozen_at = None
    for edition in campaign.editions:
        edition.print = None


def begin(campaign: Campaign) -> bool:
    """Write down everyone it goes to, and who is left out and why. False if it has begun."""
    if not move(campaign, "sending", TIMER, ("scheduled",)):
        return False
    campaign.started_at = campaign.touched_at = clock.now()
    recipients = queries.recipients(campaign)
    outbox.prepare(Newsletter, campaign.community, about(campaign), recipients)
    return True


def about(campaign: Campaign) -> About:
    return About("campaigns", campaign.id)


def held_up(campaign: Campaign, words: str) -> None:
    """Remember why it does not go on just now; the clock lets it try again."""
    outbox.beat(about(campaign), words)


def halt(campaign: Campaign, words: str) -> None:
    """Hold it until somebody has looked: trying again would harm, or change nothing."""
    if move(campaign, "paused", Cause("delivery", why=words), ("sending",)):
        outbox.steer(about(campaign), "paused", words)


def wake(campaign: Campaign) -> None:
    """Its time has come, or nobody works on it: let a worker take it up."""
    campaign.touched_at = clock.now()
    later("send_batch", campaign.id)


def pause(campaign: Campaign, by: Cause) -> None:
    become(campaign, "paused", by)
    outbox.steer(about(campaign), "paused")


def resume(campaign: Campaign, by: Cause) -> None:
    become(campaign, "sending", by, ("paused",))
    outbox.steer(about(campaign), "running")
    wake(campaign)


def cancel(campaign: Campaign, by: Cause) -> None:
    """Nobody more gets it; those who have it keep it."""
    become(campaign, "cancelled", by, ("sending", "paused"))
    outbox.steer(about(campaign), "stopped")
    campaign.finished_at = clock.now()
    settle(campaign)
    wake(campaign)  # for what a sender holds, or had heard before it died


def settle(campaign: Campaign, *, lapsed: bool = False) -> None:
    """Whoever has not got a stopped letter never will; `lapsed` as in outbox.settle."""
    outbox.settle(about(campaign), "cancelled", lapsed=lapsed)


def again(campaign: Campaign, by: Cause) -> int:
    """Send those in doubt once more, under the same Message-ID; how many there are."""
    if campaign.state not in ("sending", "paused", "sent"):
        raise Refusal("campaigns.moved", MOVED, status=409)
    number = outbox.again(about(campaign))
    if campaign.state == "sent" and number:
        become(campaign, "sending", by, ("sent",))
        campaign.finished_at = None
        outbox.steer(about(campaign), "running")
    wake(campaign)
    return number


def finish(campaign: Campaign) -> bool:
    """Sent, if nobody is left to write to."""
    if queries.tally(campaign).open or not move(campaign, "sent", TIMER, ("sending",)):
        return False
    outbox.steer(about(campaign), "done")
    campaign.finished_at = clock.now()
    return True


def remember(
    campaign: Campaign, at: datetime, reached: Sequence[Person], bounced: Sequence[Person] = ()
) -> None:
    """A letter sent in earlier days, for demos and imports: no mail leaves."""
    become(campaign, "scheduled", Cause("import"), ("draft",))
    freeze(campaign)
    they = [person.id for person in (*reached, *bounced)]
    recipients = queries.recipients(campaign, they)
    mailing = outbox.prepare(Newsletter, campaign.community, about(campaign), recipients)
    mailing.state, mailing.dated_at = "done", at
    mine = update(Delivery).where(Delivery.mailing_id == mailing.id)
    done = mine.execution_options(synchronize_session=False)
    words = {"state": int(State.SENT), "reply": "250 2.0.0 Ok", "reason": None, "attempts": 1}
    session.execute(done.values(words | {"done_at": at}))
    failed = Delivery.person_id.in_([person.id for person in bounced])
    refused = {"state": int(State.FAILED), "reason": "refused", "reply": UNKNOWN}
    session.execute(done.where(failed).values(refused))
    become(campaign, "sending", Cause("import"), ("scheduled",))
    become(campaign, "sent", Cause("import"), ("sending",))
    campaign.send_at = campaign.frozen_at = campaign.started_at = campaign.finished_at = at
