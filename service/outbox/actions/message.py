"""Post a letter; claim it for delivery; note how its delivery went."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, exists, inspect, or_, select, update
from sqlalchemy.orm import aliased, joinedload

import emails
from service.communities.models import Account, Community
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.contacts.models import Person
from service.core import clock, trail
from service.core.db import added, changed, session
from service.core.queue import later
from service.core.trail import Cause
from service.outbox import queries, rules
from service.outbox.delivery.verdict import verdict
from service.outbox.models import Delivery, Message
from service.outbox.rules import State

UNDER_WAY = ("waiting", "sending")
PROBE = "contacts.reaches_you"  # the letter whose return closes an address


@dataclass(frozen=True)
class About:
    """What a message is about: the feature that understands its answers, and that feature's row."""

    feature: str
    id: int


@dataclass(frozen=True)
class Extras:
    """`once`: a name under which it leaves once only. `answers`: the Message-ID it replies to."""

    once: str | None = None
    answers: str | None = None
    calendar: str | None = None


def post(
    letter: emails.Letter, person: Person, about: About, extras: Extras | None = None
) -> Message | None:
    """Put a letter in the outbox; a worker delivers it once we have committed.

    None when it was posted before under the same `once`, or when somebody floods an address that
    never answered: then nothing happens, and whoever typed it is told nothing else.
    """
    answered = extras is not None and extras.answers is not None
    if not answered and queries.asked_enough(person):
        return None
    message = draft(letter, person.community, about, extras or Extras())
    message.person, message.language = person, person.language
    return leave(message)


def post_staff(
    letter: emails.Letter, account: Account, community: Community, extras: Extras
) -> Message | None:
    """Put a letter to somebody on the staff in the outbox."""
    message = draft(letter, community, About(letter.name.partition(".")[0], community.id), extras)
    message.account, message.language = account, account.language
    return leave(message)


def taken(once: str) -> bool:
    return session.scalar(select(Message.id).where(Message.once == once)) is not None


def draft(letter: emails.Letter, community: Community, about: About, extras: Extras) -> Message:
    return Message(
        community_id=community.id,
        community=community,
        stream=letter.stream,
        letter=letter.name,
        fields=emails.pack(letter),
        about_feature=about.feature,
        about_id=about.id,
        once=extras.once,
        answers=extras.answers,
        calendar=extras.calendar,
    )


def leave(message: Message) -> Message | None:
    if message.once and (taken(message.once) or not added(message)):
        return None
    session.add(message)
    session.flush()
    later("deliver", message.id)
    return message


def claim(message_id: int) -> Message | None:
    """Take one message for delivery, or None when it is gone, done, not due or somebody else's.

    A calendar entry's news never overtake each other: while an earlier one is under way, the later
    one waits, and is queued again by whoever delivers the earlier.

    The caller commits before it talks to any server: whoever comes next finds it taken.
    """
    now = clock.now()
    free = Message.state.in_(UNDER_WAY), Message.due_at <= now, in_its_turn()
    lease = {"state": "sending", "attempts": Message.attempts + 1, "due_at": now + rules.LEASE}
    if not changed(update(Message).where(Message.id == message_id, *free).values(lease)):
        return None
    whole = joinedload(Message.person), joinedload(Message.community)
    message = session.get(Message, message_id, populate_existing=True, options=whole)
    assert message is not None
    return check(message)


@cache
def in_its_turn() -> ColumnElement[bool]:
    before = aliased(Message)
    same = before.about_feature == Message.about_feature, before.about_id == Message.about_id
    earlier = before.id < Message.id, before.calendar.is_not(None), before.state.in_(UNDER_WAY)
    return or_(Message.calendar.is_(None), ~exists().where(*same, *earlier))


def next_in_turn(message: Message) -> None:
    """The next news of the same calendar entry may go now."""
    if message.calendar is None:
        return
    same = Message.about_feature == message.about_feature, Message.about_id == message.about_id
    after = Message.id > message.id, Message.calendar.is_not(None), Message.state == "waiting"
    waiting = select(Message.id).where(*same, *after).order_by(Message.id).limit(1)
    if number := session.scalar(waiting):
        later("deliver", number)


def check(message: Message) -> Message | None:
    """Consent at hand-over, not when it was written (domain A28): skip who has stopped since."""
    reason = people.why_not(message.person, message.stream) if message.person else None
    if reason is None:
        return message
    message.state, message.reason = "skipped", reason
    return None


def withdraw(about: str, numbers: list[int], reason: str) -> None:
    """Letters of a feature about these rows that nobody has tried to deliver yet stay here."""
    mine = Message.about_feature == about, Message.about_id.in_(numbers)
    unsent = Message.state == "waiting", Message.attempts == 0
    held_back = {"state": "skipped", "reason": reason}
    session.execute(update(Message).where(*mine, *unsent).values(held_back))


def sent(message: Message, response: str) -> None:
    message.state, message.response, message.sent_at = "sent", response[:500], clock.now()
    forget_secret(message)
    next_in_turn(message)
    if message.person:
        contacts.delivered(message.person, Cause("delivery"))


def refused(message: Message, code: int, words: str) -> None:
    """The far server said no, or nothing (code 0): for good, or try again later."""
    message.response = f"{code} {words}"[:500] if code else words[:500]
    judged = verdict(code, words)
    if judged.fate == "failed" or judged.too_large:
        give_up(message, "refused", message.response)
    else:
        try_again(message, "refused", message.response)
    if message.person and judged.blames_address:
        cause = Cause("delivery", why=message.response)
        contacts.bounced(message.person, judged.blames_address, cause)
        if message.letter == PROBE and message.state == "failed":
            contacts.switch_off(message.person, cause)


def in_doubt(message: Message, words: str) -> None:
    """It left whole and no answer came: the same letter again, a minute later at the earliest.

    Even where letters to many in doubt are held: somebody waits for this one, and two are better
    than none. Both have the same Message-ID.
    """
    message.response = words[:500]
    try_again(message, "doubt", message.response)


def try_again(message: Message, reason: str, why: str) -> None:
    """Later, and each time later still; in the end never, for this reason."""
    wait = rules.retry_after(message.attempts)
    if wait is None:
        give_up(message, reason, why)
    else:
        message.state, message.due_at = "waiting", clock.now() + wait


def give_up(message: Message, reason: str, why: str) -> None:
    message.state, message.reason = "failed", reason
    forget_secret(message)
    next_in_turn(message)
    trail.note(message, "sending", "failed", Cause("delivery", why=why))


def forget_secret(message: Message) -> None:
    """A way in that nobody has to send again is not left lying in our tables."""
    if message.letter in rules.SECRET:
        known = message.fields.items()
        message.fields = {name: "" if isinstance(value, str) else value for name, value in known}


def bounced(message: Message, state: str, why: str) -> None:
    """It came back after the far server had taken it.

    `state` is soft_bouncing, hard_bounced, or policy: then we are refused, and not the address.
    """
    cause = Cause("delivery", why=why)
    if message.state != "failed":
        trail.note(message, message.state, "failed", cause)
        message.state, message.reason = "failed", state
    if message.mailing_id is not None:
        came_back(message, state, why)
    if message.person and state != "policy":
        contacts.bounced(message.person, state, cause)
        if message.letter == PROBE:
            contacts.switch_off(message.person, cause)


def came_back(message: Message, state: str, why: str) -> None:
    """The delivery that it was knows it too."""
    mine = Delivery.mailing_id == message.mailing_id, Delivery.seq == message.seq
    returned = {"state": State.FAILED, "reason": state, "reply": why[:300], "next_at": None}
    session.execute(update(Delivery).where(*mine).values(returned))


def kept(message: Message) -> Message:
    """The message as a row, held until we commit: two answers to one letter take turns.

    A letter to many has a row of its own only from its first answer on.
    """
    if not inspect(message).persistent and not added(message):
        first = queries.opened(message.mailing_id, message.seq)
        assert first is not None
        message = first
    session.refresh(message, with_for_update=True)
    return message


def unwritable(message: Message) -> None:
    """It cannot be put into words: ended here, so that nobody tries for ever."""
    trail.note(message, message.state, "failed", Cause("delivery", why="unwritable"))
    message.state, message.reason = "failed", "unwritable"
