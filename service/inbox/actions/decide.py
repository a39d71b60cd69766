"""What a mail that answers a letter of ours leads to (domain rules R-1 to R-7)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.contacts import actions as contacts
from service.contacts.models import Person
from service.contacts.rules import key
from service.core import clock, roles
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.inbox import letters, queries, rules
from service.inbox.actions.found import proposal
from service.inbox.actions.settle import about, reference, respond
from service.inbox.models import Inbound
from service.inbox.read import Reading
from service.inbox.rules import RETURNED, Answer, Say, Stranger
from service.outbox import actions as outbox
from service.outbox import queries as posted
from service.outbox.actions import Extras
from service.outbox.models import Message
from service.outbox.rules import ANSWERS_A_DAY

Verdict = tuple[str, str]  # the state a mail ends in, and why
STALE = timedelta(days=30)  # a letter that comes back later than this says nothing any more


def decide(inbound: Inbound, reading: Reading) -> Verdict:
    if reading.kind == "autoreply":
        return "filed", "autoreply"
    if inbound.message is None or inbound.message.person is None:
        return stray(inbound, reading)
    if queries.had_before(inbound):
        return "filed", "duplicate"
    if reading.kind in RETURNED:
        return came_back(inbound.message, reading)
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


def came_back(message: Message, reading: Reading) -> Verdict:
    if reading.delayed:
        return "filed", "delayed"
    if message.sent_at and message.sent_at < clock.now() - STALE:
        return "filed", "late_return"
    why = reading.status or reading.kind
    state = outbox.weigh(message, RETURNED[reading.kind], why)
    outbox.bounced(message, state, why)
    return "applied", "policy" if state == "policy" else "returned"


def weigh(inbound: Inbound, message: Message, reading: Reading) -> Verdict:
    """Act only on what is theirs to say, said for certain, and not unsaid since."""
    say, certain = wish(message, reading)
    inbound.says = say or ""
    if not own(message, reading) and reading.box != "stop":
        return passed_on(message, reading)
    if reading.kind == "rsvp-ics" and (reason := proposal(reading)):
        return puzzle(inbound, message, reading, reason)
    if say is None or not certain:
        return puzzle(inbound, message, reading, unclear(reading))
    if queries.answered_since(inbound):
        return "filed", "overtaken"
    return act(inbound, message, reading, say)


def unclear(reading: Reading) -> str:
    """What a person has to look at, in a word."""
    if reading.intent.wishes:
        return f"asks_{reading.intent.wishes[0]}"
    return "damaged" if reading.damage else "unclear"


def passed_on(message: Message, reading: Reading) -> Verdict:
    """Somebody answers a letter that went to another (R-6): the other's answer stays as it is.

    A clear yes to something open to all is taken as theirs alone: they get their own letter.
    """
    say, certain = wish(message, reading)
    replies = roles.find(message.about_feature, "replies")
    welcome = getattr(replies, "on_stranger", None)
    if welcome and say == "yes" and certain and reading.may_answer and not reading.intent.wishes:
        name = reading.sender_name or reading.sender.partition("@")[0]
        language = reading.language or message.language
        if welcome(message, Stranger(name, reading.sender, language)):
            return "applied", "newcomer"
    return "waiting", "other_sender"


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
    before = posted.answered_today(message.recipient)
    try:
        with session.begin_nested():
            outcome = respond(message, answer_of(inbound, message, reading, say, silent))
    except Refusal as refusal:
        return puzzle(inbound, message, reading, refusal.code[:40])
    if outcome is None and posted.answered_today(message.recipient) > before:
        return "waiting", "question"  # half done, and the receipt is on its way
    if outcome is None:
        return puzzle(inbound, message, reading, "unsettled")
    left = left_over(reading)
    return ("waiting", left) if left else ("applied", "")


def answer_of(
    inbound: Inbound, message: Message, reading: Reading, say: Say, silent: bool
) -> Answer:
    return Answer(
        say=say,
        how="reply",
        evidence=reading.message_id or f"mail {inbound.id}",
        guests=reading.intent.guests,
        reference=reference(inbound, message),
        silent=silent,
        sequence=reading.sequence if reading.kind == "rsvp-ics" and reading.uid else None,
        until=morning_of(message, reading),
    )


def morning_of(message: Message, reading: Reading) -> datetime | None:
    """The moment a pause ends: the beginning of that day where the community is."""
    day = reading.intent.until
    if day is None:
        return None
    here = datetime.combine(day, time(), ZoneInfo(message.community.zone))
    return here.astimezone(UTC)


def left_over(reading: Reading) -> str:
    """What a clear answer leaves for a person: a wish, or a question."""
    if reading.intent.wishes:
        return f"asks_{reading.intent.wishes[0]}"
    return "question" if reading.intent.question else ""


def puzzle(inbound: Inbound, message: Message, reading: Reading, reason: str) -> Verdict:
    """Left to a person, and the sender is told so, once for each letter of ours."""
    person = message.recipient
    if reading.may_answer and room(person):
        extras = Extras(once=f"will-answer:{message.id}", answers=reference(inbound, message))
        outbox.post(letters.person_will_answer(message), person, about(inbound), extras)
    return "waiting", reason


def room(person: Person) -> bool:
    """R-4: no more than a few automatic answers a day, so that two machines never talk on."""
    return posted.answered_today(person) < ANSWERS_A_DAY
