"""Mail to the channel's own address: from a Pådriver it is a post, from a machine it is nothing."""

from flask import current_app

from service.channel import actions, queries, rules
from service.channel.models import Channel
from service.communities.models import Community
from service.contacts import queries as people
from service.contacts.models import Person
from service.inbox.models import Inbound
from service.inbox.read import Reading
from service.inbox.rules import Answer, slug_in
from service.outbox import actions as outbox
from service.outbox import queries as posted

Verdict = tuple[str, str]
BOX = rules.BOX
WRITTEN = ("human-reply", "unsubscribe")


def home(recipient: str) -> Community | None:
    """The community whose open channel has this address."""
    channel = channel_at(recipient)
    return channel.community if channel else None


def channel_at(recipient: str) -> Channel | None:
    slug = slug_in(recipient, BOX, str(current_app.config["MAIL_DOMAIN"]))
    return queries.by_slug(slug) if slug else None


def on_mail(inbound: Inbound, reading: Reading) -> Verdict:
    """Loops, machines and strangers stay out; each mail counts once, by its Message-ID."""
    channel = channel_at(inbound.recipient)
    assert channel is not None
    inbound.community = channel.community
    if reading.damage:
        return "waiting", "damaged"
    if reading.kind not in WRITTEN:
        return "filed", "autoreply" if reading.kind == "autoreply" else "other"
    if not reading.may_answer:
        return "filed", "loop"
    if inbound.reference and queries.had_before(channel.community, inbound.reference):
        return "filed", "duplicate_post"
    person = inbound.person = people.by_email(channel.community, reading.sender)
    if person is None or not queries.is_member(person):
        return stranger(channel, inbound)
    answered = posted.by_reference(reading.references)
    if answered is not None and answered.community_id == channel.community_id:
        inbound.message = outbox.kept(answered)
    if reading.intent.answer == "stop":
        return stop(channel, person, inbound)
    return written(channel, person, inbound)


def written(channel: Channel, person: Person, inbound: Inbound) -> Verdict:
    """A post; what cannot be one waits for a person, so that nothing typed is lost unseen."""
    if not (inbound.own_words or inbound.attachments):
        return "filed", "other"
    if len(inbound.own_words) > rules.LONGEST:
        return "waiting", "too_large"
    post = actions.post(channel, person, inbound)
    return ("applied", "list") if post.state == "sent" else ("filed", "held")


def stop(channel: Channel, person: Person, inbound: Inbound) -> Verdict:
    """Done when it answers a letter that went to them; the address alone proves nothing."""
    answered = inbound.message
    if answered is None or answered.person_id != person.id:
        actions.tell_how_to_leave(channel, person, inbound)
        return "filed", "stop_unproven"
    evidence = inbound.reference or f"mail {inbound.id}"
    actions.leave(person, Answer("stop", "reply", evidence, reference=inbound.reference or None))
    return "applied", ""


def stranger(channel: Channel, inbound: Inbound) -> Verdict:
    """Whoever we know is told how to join; whoever we do not know is written to by nobody."""
    if inbound.person is not None:
        actions.tell_to_join(channel, inbound.person, inbound)
    return "filed", "not_member"
