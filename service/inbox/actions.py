"""Keep a mail, understand it, act on it at most once; and what a manager may do with it."""

from hashlib import sha256

from flask import current_app

from service.communities.models import Staff
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.contacts.models import Person
from service.contacts.rules import key
from service.core import clock, roles
from service.core.db import added, session
from service.core.queue import later
from service.core.refusal import Refusal
from service.core.tokens import digest
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.inbox import letters, queries, rules
from service.inbox.models import Inbound
from service.inbox.read import Reading
from service.inbox.rules import Answer, Outcome, Say
from service.outbox import actions as outbox
from service.outbox import queries as posted
from service.outbox.actions import About, Extras
from service.outbox.models import Message
from service.outbox.rules import ANSWERS_A_DAY

Verdict = tuple[str, str]  # the state a mail ends in, and why
COPY = 256 * 1024  # of a complaint's bytes that are searched for a token of ours
RETURNED = {"bounce-hard": "hard_bounced", "bounce-soft": "soft_bouncing"}


# What comes in by itself


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
    place(inbound, reading)
    finish(inbound, *decide(inbound, reading))


def set_aside(inbound: Inbound) -> None:
    """It could not be read or acted on: a person looks at its bytes."""
    message = posted.by_token(rules.token_in(inbound.recipient))
    inbound.community = queries.home_of(message, inbound.envelope_from, inbound.recipient)
    inbound.sender = inbound.sender or inbound.envelope_from
    finish(inbound, "waiting", "unread")


def describe(inbound: Inbound, reading: Reading) -> None:
    inbound.kind = reading.kind
    inbound.sender = rules.storable(reading.sender or inbound.envelope_from)[:320]
    inbound.sender_name = rules.storable(reading.sender_name)[:200]
    inbound.subject = rules.storable(reading.subject)[:300]
    inbound.own_words = rules.storable(reading.own_words)
    inbound.full_text = rules.storable(reading.full_text)
    inbound.reference = rules.storable(reading.message_id)[:300]


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


def decide(inbound: Inbound, reading: Reading) -> Verdict:
    if reading.kind == "autoreply":
        return "filed", "autoreply"
    if inbound.message is None or inbound.message.person is None:
        return stray(inbound, reading)
    if queries.had_before(inbound):
        return "filed", "duplicate"
    if reading.delayed:
        return "filed", "delayed"
    if reading.kind in RETURNED:
        outbox.bounced(inbound.message, RETURNED[reading.kind], reading.status or reading.kind)
        return "applied", "returned"
    if reading.kind == "complaint":
        contacts.bounced(inbound.message.person, "complained", Cause("delivery", why="complaint"))
        return "applied", "complaint"
    if reading.kind == "other":
        return ("waiting", "damaged") if reading.damage else ("filed", "other")
    return weigh(inbound, inbound.message, reading)


def stray(inbound: Inbound, reading: Reading) -> Verdict:
    """It answers no letter of ours to a person: shown where it may belong; it changes nothing."""
    reason = "staff_letter" if inbound.message else "unknown_token" if reading.box else "no_letter"
    human = reading.kind in ("human-reply", "unsubscribe", "rsvp-ics") or reading.damage
    return ("waiting" if human and inbound.community else "filed"), reason


def weigh(inbound: Inbound, message: Message, reading: Reading) -> Verdict:
    """Act only on what is theirs to say and said for certain (rules R-1 to R-6)."""
    say, certain = wish(message, reading)
    inbound.says = say or ""
    if not own(message, reading) and reading.box != "stop":
        return "waiting", "other_sender"
    if say is None or not certain:
        return puzzle(inbound, message, reading, "damaged" if reading.damage else "unclear")
    return act(inbound, message, reading, say)


def wish(message: Message, reading: Reading) -> tuple[Say | None, bool]:
    """What they want, and if they surely do. Any mail to the stop address means stop."""
    intent = reading.intent
    if reading.box == "stop" or (reading.kind == "unsubscribe" and intent.answer is None):
        return "stop", True
    if reading.kind == "rsvp-ics":
        return rules.PARTSTAT.get(participation(message, reading)), True
    return intent.answer, intent.certain and not intent.contradictory


def participation(message: Message, reading: Reading) -> str:
    """Their own line of a calendar answer; the only one, if it names them by another address."""
    lines = {key(attendee): status for attendee, status in reading.rsvp}
    only = next(iter(lines.values())) if len(lines) == 1 else ""
    return lines.get(message.recipient.email_key, only).upper()


def own(message: Message, reading: Reading) -> bool:
    """Whether the person our letter went to wrote it (R-6: who was sent it on may not answer)."""
    return message.person is not None and message.person.email_key == key(reading.sender)


def act(inbound: Inbound, message: Message, reading: Reading, say: Say) -> Verdict:
    # A stop is done once, and told once: it never falls under the limit of R-4.
    silent = not (reading.may_answer and (say == "stop" or room(message.recipient)))
    if silent and say != "stop" and reading.kind != "rsvp-ics":
        return "waiting", "no_receipt"  # nothing is done that we may not tell of
    answer = Answer(
        say=say,
        how="reply",
        evidence=reading.message_id or f"mail {inbound.id}",
        guests=reading.intent.guests,
        reference=reference(inbound, message),
        silent=silent,
    )
    before = posted.answered_today(message.recipient)
    try:
        with session.begin_nested():
            outcome = respond(message, answer)
    except Refusal as refusal:
        return puzzle(inbound, message, reading, refusal.code[:40])
    if outcome is None and posted.answered_today(message.recipient) > before:
        return "waiting", "question"  # half done, and the receipt is on its way
    if outcome is None:
        return puzzle(inbound, message, reading, "unsettled")
    return ("waiting", "question") if reading.intent.question else ("applied", "")


def puzzle(inbound: Inbound, message: Message, reading: Reading, reason: str) -> Verdict:
    """Left to a person, and the sender is told so, once for each letter of ours."""
    person = message.recipient
    if reading.may_answer and room(person):
        extras = Extras(once=f"will-answer:{message.id}", answers=reference(inbound, message))
        outbox.post(letters.person_will_answer(person), person, about(inbound), extras)
    return "waiting", reason


def room(person: Person) -> bool:
    """R-4: no more than a few automatic answers a day, so that two machines never talk on."""
    return posted.answered_today(person) < ANSWERS_A_DAY


def respond(message: Message, answer: Answer) -> Outcome | None:
    """Tell the feature that asked. Stop means the newsletter, whichever letter it answers."""
    feature = "signup" if answer.say == "stop" else message.about_feature
    replies = roles.find(feature, "replies")
    outcome: Outcome | None = replies.on_answer(message, answer) if replies else None
    return outcome


# What a manager does


def settle(inbound: Inbound, staff: Staff, say: Say) -> Outcome:
    """Note the answer on the person's behalf, just as if they had pressed the button."""
    still_open(inbound)
    message = queries.letter_for(inbound, say)
    if message is None or message.person is None:
        sentence = _l("We do not know which letter this answers. Please answer in words.")
        raise Refusal("inbox.no_letter", sentence)
    answer = Answer(say, "admin", staff.name, reference=reference(inbound, message))
    outcome = respond(message, answer)
    if outcome is None:
        sentence = _l("That does not fit what the letter asked. Change it where it belongs.")
        raise Refusal("inbox.unsettled", sentence)
    finish(inbound, "applied", "", staff.name)
    return outcome


def answer(inbound: Inbound, staff: Staff, text: str) -> None:
    """Send the manager's own words; a second press of the same button sends nothing."""
    still_open(inbound)
    assert inbound.community is not None
    person = inbound.person or contacts.write_down(
        inbound.community,
        inbound.sender,
        inbound.sender_name or inbound.sender,
        language=inbound.community.language,
        source="e-mail",
    )
    if people.why_not(person, "service"):
        sentence = _l("Mail to this address comes back, so an answer would not arrive.")
        raise Refusal("inbox.unreachable", sentence, field="text")
    inbound.person = person
    extras = Extras(rules.answer_to(inbound.id) + digest(text)[:20], inbound.reference or None)
    outbox.post(letters.answer(inbound, person, staff, text), person, about(inbound), extras)
    finish(inbound, "answered", "", staff.name)


def file(inbound: Inbound, staff: Staff) -> None:
    """It needs nothing more."""
    still_open(inbound)
    finish(inbound, "filed", "by_hand", staff.name)


def reopen(inbound: Inbound, staff: Staff) -> None:
    finish(inbound, "waiting", "reopened", staff.name)


def still_open(inbound: Inbound) -> None:
    """Two managers may press at once: the second is told who was first."""
    session.refresh(inbound, with_for_update=True)
    if inbound.state != "waiting":
        sentence = _l(
            "This mail has been dealt with already, by %(name)s.", name=inbound.handled_by
        )
        raise Refusal("inbox.done", sentence, status=409)


def about(inbound: Inbound) -> About:
    """An answer to our answer is understood by whoever wrote the first letter."""
    message = inbound.message
    return About(message.about_feature, message.about_id) if message else About("inbox", inbound.id)


def reference(inbound: Inbound, message: Message) -> str:
    """The Message-ID our receipt replies to: theirs, or our own letter's when theirs has none."""
    return inbound.reference or f"<{message.token}@{current_app.config['MAIL_DOMAIN']}>"


def finish(inbound: Inbound, state: str, reason: str, by: str = "") -> None:
    inbound.state, inbound.reason = state, reason
    inbound.handled_at, inbound.handled_by = clock.now(), by[:120]
