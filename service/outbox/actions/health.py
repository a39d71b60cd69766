"""The health of addresses: what a returned letter says of them, and the probe that decides."""

import re

from sqlalchemy import exists, or_, select

from emails.contacts.reaches_you import ReachesYou
from service.contacts import actions as contacts
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.outbox.actions.message import About, Extras, post
from service.outbox.models import Delivery, Message
from service.outbox.rules import ANSWER_LINK, STAYED, State

POLICY = re.compile(r"^[45]\.7\.\d")  # RFC 3463 § 3.8: about who sends, not about who receives


def probe(person: Person) -> None:
    """Ask once whether our letters arrive. If even this one comes back, the address is closed."""
    person.probed_at = clock.now()
    letter = ReachesYou(person.first_name, person.community.name, ANSWER_LINK)
    once = Extras(once=f"reaches-you:{person.id}:{clock.now():%Y%m%d}")
    post(letter, person, About("signup", 0), once)


def got_through(person: Person) -> bool:
    """Whether a letter sent since the last return has stayed where it went."""
    if person.soft_at is None:
        return False
    settled = clock.now() - STAYED
    singly = select(Message.id).where(
        Message.person_id == person.id,
        Message.state == "sent",
        Message.sent_at > person.soft_at,
        Message.sent_at < settled,
    )
    copies = select(Delivery.mailing_id).where(
        Delivery.person_id == person.id,
        Delivery.state == int(State.SENT),
        Delivery.done_at > person.soft_at,
        Delivery.done_at < settled,
    )
    return bool(session.scalar(select(or_(exists(singly), exists(copies)))))


def weigh(message: Message, state: str, why: str) -> str:
    """What this return is held against: `policy` is about us and blames nobody."""
    if POLICY.match(why):
        return "policy"
    if state == "soft_bouncing" and message.person and got_through(message.person):
        contacts.fresh(message.person)
    return state
