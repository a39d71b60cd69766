"""Keep a mail, understand it, act on it at most once; what cannot be settled is set aside."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from service.communities.models import Community
from service.contacts import queries as people
from service.core import roles
from service.core.db import added, session
from service.core.queue import later
from service.inbox import queries, rules
from service.inbox.actions import threads
from service.inbox.actions.decide import decide, own
from service.inbox.actions.found import found_in
from service.inbox.actions.settle import finish
from service.inbox.models import Inbound
from service.inbox.read import Reading
from service.inbox.rules import RETURNED
from service.outbox import actions as outbox
from service.outbox import queries as posted
from service.outbox.models import Message

COPY = 256 * 1024  # of a complaint's bytes that are searched for a token of ours
BELIEVED = timedelta(days=7)  # how far back a mail's own date may lie; some clocks stand still


def take_in(envelope_from: str, recipient: str, raw: bytes) -> int:
    """Keep the bytes, once per recipient however often the far server offers them."""
    mark = sha256(rules.storable(recipient).lower().encode() + b"\0" + raw).hexdigest()
    inbound = Inbound(
        recipient=rules.storable(recipient)[:320],
        envelope_from=rules.storable(envelope_from)[:320],
        raw=raw,
        digest=mark,
    )
    known = queries.by_digest(mark)
    if known is not None:
        return known
    if not added(inbound):
        return queries.by_digest(mark) or 0
    later("receive", inbound.id)
    return inbound.id


def begin(inbound_id: int) -> Inbound | None:
    """A new mail, counted as tried; None when it is done or has felled its reader too often."""
    inbound = queries.locked(inbound_id)
    if inbound is None or inbound.state != "new":
        return None
    inbound.attempts += 1
    if inbound.attempts > rules.ATTEMPTS:
        set_aside(inbound)
        return None
    return inbound


def handle(inbound: Inbound, reading: Reading) -> None:
    """Find what it answers, do what it surely says; else leave it to a person."""
    session.refresh(inbound, with_for_update=True)
    if inbound.state != "new":
        return
    describe(inbound, reading)
    for feature in roles.load("addresses"):
        if feature.home(inbound.recipient):
            finish(inbound, *feature.on_mail(inbound, reading))
            if inbound.state == "waiting":
                threads.follow(inbound)
            return
    if verdict := threads.from_staff(inbound, reading):
        finish(inbound, *verdict)
        return
    place(inbound, reading)
    finish(inbound, *decide(inbound, reading))
    threads.follow(inbound)


def set_aside(inbound: Inbound) -> None:
    """It could not be read or acted on: a person looks at its bytes."""
    message = posted.by_token(rules.token_in(inbound.recipient))
    inbound.community = home_of_box(inbound.recipient) or queries.home_of(
        message, inbound.envelope_from, inbound.recipient
    )
    inbound.sender = inbound.sender or inbound.envelope_from
    finish(inbound, "waiting", "unread")
    threads.follow(inbound)


def home_of_box(recipient: str) -> Community | None:
    """The community of a feature's own address, such as talk+havnevik@."""
    homes: list[Community | None] = [each.home(recipient) for each in roles.load("addresses")]
    return next(filter(None, homes), None)


def describe(inbound: Inbound, reading: Reading) -> None:
    inbound.kind = reading.kind
    inbound.sender = rules.storable(reading.sender or inbound.envelope_from)[:320]
    inbound.sender_name = rules.storable(reading.sender_name)[:200]
    inbound.subject = rules.storable(reading.subject)[:300]
    inbound.own_words = rules.storable(reading.own_words)
    inbound.full_text = rules.storable(reading.full_text)
    inbound.reference = rules.storable(reading.message_id)[:300]
    inbound.found = found_in(reading)
    inbound.attachments = reading.attachments
    inbound.sequence = reading.sequence
    inbound.written_at = written(reading, inbound.received_at)


def written(reading: Reading, received: datetime) -> datetime:
    """When it was written, if that can be believed: two answers end in the later one."""
    told = reading.sent_at
    if reading.kind == "rsvp-ics" and reading.stamp:
        try:
            told = datetime.strptime(reading.stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            told = reading.sent_at
    return told if told and received - BELIEVED <= told <= received else received


def place(inbound: Inbound, reading: Reading) -> None:
    """Which letter it answers, whose it is and in which community it belongs."""
    message = answered(inbound, reading)
    if message is not None:
        message = inbound.message = outbox.kept(message)
    inbound.community = queries.home_of(message, reading.sender, inbound.recipient)
    if message and (reading.kind in (*RETURNED, "complaint") or own(message, reading)):
        inbound.person = message.person
    elif inbound.community and reading.sender:
        inbound.person = people.by_email(inbound.community, reading.sender)


def answered(inbound: Inbound, reading: Reading) -> Message | None:
    """By the token in its address, its calendar UID, or the copy that a complaint brings along."""
    copy = inbound.raw[:COPY].decode("latin-1") if reading.kind == "complaint" else ""
    for token in (reading.token, *rules.tokens_in(f"{reading.uid} {copy}")[:100]):
        if message := posted.by_token(token) or queries.by_invitation(token):
            return message
    return None if reading.kind in RETURNED else posted.by_reference(reading.references)
