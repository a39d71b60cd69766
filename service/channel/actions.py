"""What can happen in the channel: set up, posted, held, let through, read once a day, left."""

from typing import Any

from sqlalchemy import delete

from service.channel import letters, queries, rules
from service.channel.models import Channel, Post, Seat
from service.communities.models import Community, Staff
from service.contacts.models import Person
from service.core import clock, trail
from service.core.db import added, session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.inbox.models import Inbound
from service.inbox.read.attachments import attachments
from service.inbox.rules import Answer, redacted, unanswered
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras

CHOICE = _l("Choose one of the three.")


def set_up(community: Community, name: str, about: str, moderation: str, *, is_open: bool) -> None:
    if moderation not in rules.MODERATION:
        raise Refusal("channel.moderation", CHOICE, field="moderation")
    channel = queries.of(community) or Channel(community_id=community.id, community=community)
    channel.name, channel.about = " ".join(name.split())[:80], " ".join(about.split())[:300]
    channel.moderation, channel.open = moderation, is_open
    session.add(channel)


def seat(person: Person) -> Seat:
    """Their place in the channel, new or known."""
    known = queries.seat_of(person)
    if known is not None:
        return known
    new = Seat(community_id=person.community_id, person_id=person.id, person=person)
    return new if added(new) else queries.seat_of(person) or new


def choose(own: Seat, choice: str, cause: Cause) -> bool:
    """How they read it from now on. False when it was so already."""
    if choice not in rules.CHOICES:
        raise Refusal("channel.choice", CHOICE, field="choice")
    if own.choice == choice:
        return False
    trail.note(own, own.choice, choice, cause)
    own.choice = choice
    return True


def welcome(channel: Channel, person: Person) -> Seat:
    """A new Pådriver, or an old one when the channel opens, is told of it before the first post."""
    own = seat(person)
    once = Extras(once=f"in-channel:{person.id}")
    outbox.post(letters.you_are_in(channel, own), person, About("channel", 0), once)
    return own


def leave(person: Person, answer: Answer) -> bool:
    """No more mail from it, and a receipt with the way back. False when it was so already."""
    own, channel = seat(person), queries.of(person.community)
    changed = choose(own, rules.OFF, Cause(answer.how, why=answer.evidence))
    if changed and channel is not None and not answer.silent:
        receipt = Extras(answers=answer.reference)
        outbox.post(letters.switched_off(channel, person), person, About("channel", 0), receipt)
    return changed


def tell_how_to_leave(channel: Channel, person: Person, inbound: Inbound) -> None:
    """A stop that answers no letter to them may be anybody's: the way out goes to their address."""
    once = f"way-out:{person.id}:{clock.now():%Y%m%d}"
    extras = Extras(once=once, answers=inbound.reference or None)
    outbox.post(letters.you_are_in(channel, seat(person)), person, About("channel", 0), extras)


def post(channel: Channel, person: Person, inbound: Inbound) -> Post:
    """What a Pådriver wrote: sent at once, or held for a moderator."""
    own = seat(person)
    written = Post(
        community_id=channel.community_id,
        community=channel.community,
        person=person,
        topic_id=topic(inbound),
        subject=unanswered(inbound.subject)[:200] or channel.name,
        words=redacted(inbound.own_words[: rules.LONGEST]),
        full_text=redacted(inbound.full_text[: rules.LONGEST]),
        reference=inbound.reference or f"mail {inbound.id}",
        inbound_id=inbound.id,
        files=files(inbound),
    )
    session.add(written)
    session.flush()
    trail.note(written, None, "held", Cause("reply", why=written.reference))
    if must_wait(channel, own):
        outbox.post(letters.held(channel, written), person, about(written), answers(inbound))
    else:
        send(channel, written)
    return written


def files(inbound: Inbound) -> list[dict[str, Any]]:
    """What came along and is safe to open: its number in the mail, and its name."""
    found = attachments(inbound.raw) if inbound.attachments else []
    return [{"number": each.number, "name": each.name} for each in found if each.safe]


def topic(inbound: Inbound) -> int | None:
    """The conversation that the letter they answered belongs to."""
    message = inbound.message
    if message is None or message.about_feature != "channel" or inbound.community is None:
        return None
    answered = queries.post_by_id(inbound.community, message.about_id)
    return answered.topic if answered else None


def must_wait(channel: Channel, own: Seat) -> bool:
    new = channel.moderation == rules.FIRST and not own.trusted
    often = queries.posted_lately(own.person) > rules.HOURLY
    return channel.moderation == rules.ALL or new or often


def send(channel: Channel, written: Post) -> None:
    """To each member once, also to whoever wrote it: so they see that it arrived."""
    written.state, written.sent_at = "sent", clock.now()
    seats = queries.seats(channel.community)
    for person in queries.members(channel.community):
        own = seats.get(person.id) or welcome(channel, person)
        if own.choice == rules.SINGLE:
            once = Extras(once=f"post:{written.id}:{person.id}")
            outbox.post(letters.post(channel, written, own), person, about(written), once)


def approve(written: Post, by: Staff, *, trust: bool) -> None:
    channel = waiting(written)
    trail.note(written, "held", "sent", Cause("admin", by.name))
    written.decided_by = by.name
    if trust:
        seat(written.person).trusted = True
    send(channel, written)


def refuse(written: Post, by: Staff) -> None:
    waiting(written)
    trail.note(written, "held", "refused", Cause("admin", by.name))
    written.state, written.decided_by = "refused", by.name


def remove(written: Post, by: Staff) -> None:
    """Out of the archive, words and all; the mails that went out are out."""
    if written.state != "sent":
        raise Refusal("channel.not_sent", _l("That post is not in the archive."), status=409)
    trail.note(written, "sent", "removed", Cause("admin", by.name))
    written.state, written.decided_by = "removed", by.name
    written.subject, written.words, written.full_text = "", "", ""
    written.inbound_id, written.files = None, []


def forget(first: Post) -> None:
    """A conversation that has been still for long, from its first word to its last."""
    session.execute(delete(Post).where(Post.topic_id == first.id))
    session.delete(first)


def waiting(written: Post) -> Channel:
    """The channel of a post that nobody has decided on; two moderators take turns."""
    session.refresh(written, with_for_update=True)
    channel = queries.of(written.community)
    if channel is None or written.state != "held":
        sentence = _l("Somebody has decided on this post already.")
        raise Refusal("channel.decided", sentence, status=409)
    return channel


def tell_the_day(channel: Channel) -> None:
    """All posts of the last day in one mail, to those who want it so; once however often asked."""
    begin, end = rules.yesterday(clock.now(), channel.community.zone)
    posts = list(reversed(queries.sent(channel.community, begin, end)))
    if not posts:
        return
    seats = queries.seats(channel.community)
    for person in queries.members(channel.community):
        own = seats.get(person.id)
        if own is not None and own.choice == rules.DIGEST:
            once = Extras(once=f"channel-day:{person.id}:{end:%Y%m%d}")
            letter = letters.daily(channel, posts, own)
            outbox.post(letter, person, about(posts[-1]), once)


def tell_to_join(channel: Channel, person: Person, inbound: Inbound) -> None:
    """One friendly answer a day to somebody who is not in it."""
    once = f"not-in-channel:{person.id}:{clock.now():%Y%m%d}"
    extras = Extras(once=once, answers=inbound.reference or None)
    outbox.post(letters.not_member(channel, person), person, About("channel", 0), extras)


def about(written: Post) -> About:
    return About("channel", written.id)


def answers(inbound: Inbound) -> Extras:
    return Extras(once=f"held:{inbound.id}", answers=inbound.reference or None)
