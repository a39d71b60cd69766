"""Look-ups of mail that came in: what waits, who it concerns, whether we have had it before."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from service.communities.models import Community
from service.contacts import rules as people
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import session
from service.inbox import rules
from service.inbox.models import Inbound, Thread
from service.outbox.models import Message

DAY = timedelta(days=1)
ATTENDING = ("yes", "no", "maybe")


def by_id(community: Community, inbound_id: int) -> Inbound | None:
    mine = Inbound.community_id == community.id, Inbound.id == inbound_id
    return session.scalar(select(Inbound).where(*mine))


def by_digest(digest: str) -> int | None:
    return session.scalar(select(Inbound.id).where(Inbound.digest == digest))


def locked(inbound_id: int) -> Inbound | None:
    """The row, held against any other worker until we commit."""
    return session.scalar(select(Inbound).where(Inbound.id == inbound_id).with_for_update())


def untouched() -> list[int]:
    """Mails that were kept but that nobody has read."""
    old = Inbound.state == "new", Inbound.received_at <= clock.now() - rules.UNTOUCHED
    return list(session.scalars(select(Inbound.id).where(*old).order_by(Inbound.id).limit(500)))


def had_before(inbound: Inbound) -> bool:
    """Whether the same mail, by its Message-ID, has come by another way and been dealt with."""
    if not inbound.reference:
        return False
    same = Inbound.reference == inbound.reference, Inbound.message_id == inbound.message_id
    other = Inbound.id != inbound.id, Inbound.state != "new", Inbound.reason != "duplicate"
    return session.scalar(select(Inbound.id).where(*same, *other).limit(1)) is not None


def answered_since(inbound: Inbound) -> bool:
    """Whether a later answer about the same thing has been acted on: mails overtake each other."""
    message = inbound.message
    if message is None or inbound.written_at is None:
        return False
    same = Message.about_feature == message.about_feature, Message.about_id == message.about_id
    whose = Message.person_id == message.person_id, Inbound.state == "applied"
    later = Inbound.written_at > inbound.written_at + rules.CLOCKS
    if inbound.kind == "rsvp-ics":
        later = or_(later, Inbound.sequence > inbound.sequence)
    answers = select(Inbound.id).join(Inbound.message).where(*same, *whose, later)
    said = Inbound.says == "stop" if inbound.says == "stop" else Inbound.says.in_(ATTENDING)
    return session.scalar(answers.where(said, Inbound.id != inbound.id).limit(1)) is not None


def home_of(message: Message | None, sender: str, recipient: str) -> Community | None:
    """The letter's community, else the one written to, that knows the sender, or that is alone."""
    if message is not None:
        return message.community
    known = select(Community).join(Person, Person.community_id == Community.id)
    written_to = select(Community).where(Community.sender_email == recipient.lower())
    by_sender = known.where(Person.email_key == people.key(sender))
    for query in (written_to, by_sender, select(Community)):
        found = list(session.scalars(query.limit(2)))
        if len(found) == 1:
            return found[0]
    return None


def by_invitation(token: str) -> Message | None:
    """The last letter about the seat whose calendar entry carries this token in its UID."""
    number = tokens.read("rsvp", token)
    if number is None:
        return None
    mine = Message.about_feature == rules.INVITES, Message.about_id == number
    return session.scalar(select(Message).where(*mine).order_by(Message.id.desc()).limit(1))


def is_ours(recipient: str) -> bool:
    """Whether this is the sender of a community, whose mail may be led to our door as well."""
    mine = Community.sender_email == rules.storable(recipient).lower()
    return session.scalar(select(Community.id).where(mine).limit(1)) is not None


def only_one() -> bool:
    """Whether a single community lives here."""
    return len(session.scalars(select(Community.id).limit(2)).all()) == 1


def letter_for(inbound: Inbound, say: str) -> Message | None:
    """Yes and no answer a letter; stop comes from a person, whoever the letter went to."""
    if say != "stop" or (inbound.message and inbound.message.person_id == inbound.person_id):
        return inbound.message
    mine = Message.person_id == inbound.person_id, Message.person_id.is_not(None)
    return session.scalar(select(Message).where(*mine).order_by(Message.id.desc()).limit(1))


def open_mails() -> dict[str, int]:
    """How many mails nobody has read yet, and how many wait for a person, in all communities."""
    theirs = Inbound.state.in_(("new", "waiting"))
    groups = select(Inbound.state, func.count()).where(theirs).group_by(Inbound.state)
    return dict(session.execute(groups).all())


def lag() -> float:
    """How many seconds the mail that nobody has read for longest has waited."""
    oldest = session.scalar(select(func.min(Inbound.received_at)).where(Inbound.state == "new"))
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def read_lately() -> dict[str, int]:
    """What the mails of the last 24 hours turned out to be."""
    lately = Inbound.received_at >= clock.now() - DAY, Inbound.forgotten_at.is_(None)
    kinds = select(Inbound.kind, func.count()).where(*lately, Inbound.kind != "")
    return dict(session.execute(kinds.group_by(Inbound.kind)).all())


def outlived(before: datetime) -> list[int]:
    """Mails dealt with that came so long ago, some at a time."""
    old = Inbound.forgotten_at.is_(None), Inbound.received_at < before
    done = Inbound.state.in_(("applied", "answered", "filed"))
    return list(session.scalars(select(Inbound.id).where(*old, done).limit(500)))


def at_rest(before: datetime) -> list[int]:
    """Conversations that are done, have not moved for so long, and still have words."""
    rest = Thread.state != "open", Thread.moved_at < before
    words = or_(Thread.subject != "", Thread.name != "")
    return list(session.scalars(select(Thread.id).where(*rest, words).limit(500)))


def answered_before(before: datetime) -> list[Message]:
    """The team's own answers in words that have just become so old."""
    old = Message.created_at < before, Message.created_at > before - 30 * DAY
    mine = select(Message).where(Message.letter == rules.IN_WORDS, *old)
    return [message for message in session.scalars(mine) if any(message.fields.values())]
