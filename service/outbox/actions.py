"""Post a letter; claim it for delivery; note how its delivery went."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

import emails
from service.communities.models import Account, Community
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.contacts.models import Person
from service.core import clock, trail
from service.core.db import added, changed, session
from service.core.queue import later
from service.core.trail import Cause
from service.outbox import compose, queries, rules
from service.outbox.models import Message, Print


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


@dataclass(frozen=True)
class Copy:
    """One recipient of a printed letter: what fills its slots, or why it will not be sent."""

    person_id: int
    language: str
    print_id: int
    once: str
    fields: dict[str, str]
    skipped: str | None = None


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


def print_letter(letter: emails.Letter, language: str, community: Community) -> Print:
    """Render a letter once for many; what differs from one to the next is left open as slots."""
    frame = compose.frame(community, rules.STOP_LINK if letter.stream == "news" else None)
    page = emails.render(letter, language, frame)
    content = "\0".join((page.subject, page.preheader, page.html, page.text))
    sheet = Print(
        community_id=community.id,
        subject=page.subject,
        preheader=page.preheader,
        html=page.html,
        text=page.text,
        digest=sha256(content.encode()).hexdigest(),
    )
    session.add(sheet)
    session.flush()
    return sheet


def post_copies(
    letter: type[emails.Letter], community: Community, about: About, copies: Sequence[Copy]
) -> None:
    """One row for each recipient, in one statement; who has one by this `once` keeps it.

    Nothing is queued: the feature sends them in batches of its own.
    """
    if not copies:
        return
    same = {
        "community_id": community.id,
        "stream": letter.stream,
        "letter": letter.name,
        "about_feature": about.feature,
        "about_id": about.id,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Message).on_conflict_do_nothing(index_elements=["once"])
    session.execute(insert, [same | row(copy) for copy in copies])


def row(copy: Copy) -> dict[str, object]:
    return {
        "person_id": copy.person_id,
        "language": copy.language,
        "print_id": copy.print_id,
        "once": copy.once,
        "fields": copy.fields,
        "state": "skipped" if copy.skipped else "waiting",
        "reason": copy.skipped,
    }


def call_off(about: About, reason: str) -> None:
    """What has not been handed over never will be; what a worker holds right now goes its way."""
    free = or_(
        Message.state == "waiting",
        and_(Message.state == "sending", Message.due_at <= clock.now()),
    )
    mine = Message.about_feature == about.feature, Message.about_id == about.id
    copies = Message.print_id.is_not(None)
    off = update(Message).where(*mine, copies, free).values(state="skipped", reason=reason)
    session.execute(off.execution_options(synchronize_session=False))


def leave(message: Message) -> Message | None:
    if message.once and (taken(message.once) or not added(message)):
        return None
    session.add(message)
    session.flush()
    later("deliver", message.id)
    return message


def claim(message_id: int) -> Message | None:
    """Take one message for delivery, or None when it is gone, done, not due or somebody else's.

    The caller commits before it talks to any server: whoever comes next finds it taken.
    """
    now = clock.now()
    free = Message.state.in_(("waiting", "sending")), Message.due_at <= now
    lease = {"state": "sending", "attempts": Message.attempts + 1, "due_at": now + rules.LEASE}
    if not changed(update(Message).where(Message.id == message_id, *free).values(lease)):
        return None
    message = session.get(Message, message_id, populate_existing=True)
    assert message is not None
    return check(message)


def check(message: Message) -> Message | None:
    """Consent at hand-over, not when it was written (domain A28): skip who has stopped since."""
    reason = people.why_not(message.person, message.stream) if message.person else None
    if reason is None:
        return message
    message.state, message.reason = "skipped", reason
    return None


def sent(message: Message, response: str) -> None:
    message.state, message.response, message.sent_at = "sent", response[:500], clock.now()
    forget_secret(message)
    if message.person:
        contacts.delivered(message.person, Cause("delivery"))


def refused(message: Message, code: int, words: str) -> None:
    """The far server said no: for good, or try again later."""
    message.response = f"{code} {words}"[:500]
    wait = rules.retry_after(message.attempts)
    if rules.permanent(code, words) or wait is None:
        message.state, message.reason = "failed", "refused"
        forget_secret(message)
        trail.note(message, "sending", "failed", Cause("delivery", why=message.response))
    else:
        message.state, message.due_at = "waiting", clock.now() + wait
    if message.person and rules.unknown_address(code, words):
        contacts.bounced(message.person, "hard_bounced", Cause("delivery", why=message.response))


def forget_secret(message: Message) -> None:
    """A way in that nobody has to send again is not left lying in our tables."""
    if message.letter in rules.SECRET:
        known = message.fields.items()
        message.fields = {name: "" if isinstance(value, str) else value for name, value in known}


def bounced(message: Message, state: str, why: str) -> None:
    """It came back after the far server had taken it: `state` is soft_bouncing or hard_bounced."""
    cause = Cause("delivery", why=why)
    if message.state != "failed":
        trail.note(message, message.state, "failed", cause)
        message.state, message.reason = "failed", state
    if message.person:
        contacts.bounced(message.person, state, cause)


def unwritable(message: Message) -> None:
    """It cannot be put into words: ended here, so that nobody tries for ever."""
    trail.note(message, message.state, "failed", Cause("delivery", why="unwritable"))
    message.state, message.reason = "failed", "unwritable"
