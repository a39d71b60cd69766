"""Give a form its address; start, stop and restart the newsletter, each with its letter."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.contacts.models import Consent, Person, Subscription
from service.contacts.rules import INVITATIONS, Wording
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.inbox.models import Inbound
from service.inbox.rules import Answer
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras
from service.outbox.models import Message
from service.signup import letters, queries, rules
from service.signup.models import SignupForm


def publish(community: Community, feature: str, about_id: int = 0) -> SignupForm:
    """The form's address, new or known."""
    form = queries.of(community, feature, about_id)
    if form is None:
        form = SignupForm(community=community, feature=feature, about_id=about_id)
        session.add(form)
        session.flush()
    return form


def open_house(community: Community) -> None:
    """The forms every community has from its first day."""
    for feature in rules.STANDING:
        publish(community, feature)


def subscribe(person: Person, wording: Wording) -> Subscription:
    """Ask the address itself for a yes, at most once an hour; a reader already gets the welcome.

    Whoever typed the address sees the same page either way, so nobody learns who reads us.
    """
    subscription = contacts.ask(person, wording)
    hour = f"{subscription.id}:{clock.now():%Y%m%d%H}"
    about = About("signup", subscription.id)
    if subscription.state == "requested":
        once = Extras(once=f"confirm-subscription:{hour}")
        outbox.post(letters.confirm_subscription(person), person, about, once)
    else:
        outbox.post(letters.subscribed(person), person, about, Extras(once=f"subscribed:{hour}"))
    return subscription


def agree(person: Person, answer: Answer) -> bool:
    """A yes from the address: the newsletter is on. False when nothing was asked or it was on."""
    cause = Cause(answer.how, why=answer.evidence)
    subscription = held(person)
    changed = contacts.confirm(person, cause, answer.evidence)
    return welcomed(subscription, answer) if subscription and changed else False


def renew(person: Person, answer: Answer) -> bool:
    """They undo their stop. False when it was on."""
    cause = Cause(answer.how, why=answer.evidence)
    subscription = held(person)
    changed = contacts.renew(person, cause, answer.evidence)
    return welcomed(subscription, answer) if subscription and changed else False


def welcomed(subscription: Subscription, answer: Answer) -> bool:
    if not answer.silent:
        person = subscription.person
        about, extras = About("signup", subscription.id), Extras(answers=answer.reference)
        outbox.post(letters.subscribed(person), person, about, extras)
    return True


def stop(person: Person, answer: Answer) -> bool:
    """Stop the newsletter at once, with one receipt: what stays, and how to undo it.

    False when there was nothing to stop.
    """
    subscription = held(person)
    cause = Cause(answer.how, why=answer.evidence)
    if subscription is None or not contacts.withdraw(person, cause, answer.evidence):
        return False
    if not answer.silent:
        extras = Extras(answers=answer.reference)
        about = About("signup", subscription.id)
        outbox.post(letters.unsubscribed(person), person, about, extras)
    return True


def pause(person: Person, until: datetime, answer: Answer) -> bool:
    """No newsletter until then, with a receipt. False when none comes, or the day is no pause."""
    subscription = held(person)
    if subscription is None or subscription.state not in ("active", "paused"):
        return False
    if not clock.now() < until <= clock.now() + rules.LONGEST_PAUSE:
        return False
    contacts.pause(person, until, Cause(answer.how, why=answer.evidence))
    if not answer.silent:
        about, extras = About("signup", subscription.id), Extras(answers=answer.reference)
        outbox.post(letters.paused(person, until), person, about, extras)
    return True


def held(person: Person) -> Subscription | None:
    """The subscription as it is now, kept from anybody else's hand until we commit."""
    subscription = people.subscription(person)
    if subscription is not None:
        session.refresh(subscription, with_for_update=True)
    return subscription


def forget(subscription: Subscription) -> None:
    """Nobody confirmed: the request lapses, and a person we know nothing else of is deleted."""
    contacts.change(subscription, "none", Cause("timer", why="nobody confirmed"))
    session.flush()
    erase_if_alone(subscription.person)


def erase_if_alone(person: Person) -> None:
    """Delete who never said yes to anything; a seat, a membership, a mail keeps them."""
    subscription = people.subscription(person)
    if subscription is not None and subscription.state != "none":
        return
    if people.subscription(person, INVITATIONS) is not None:
        return  # forgotten, the next list they are on would invite them again
    if person.address_state == "complained":
        return  # forgotten, the next stranger to type the address would make us write again
    try:
        with session.begin_nested():
            erase(person)
    except IntegrityError:
        session.expire_all()


def erase(person: Person) -> None:
    """Rows that were only there to ask, and to be told no. Whatever else points at the person
    refuses the deletion: a mail that waits for somebody, too.
    """
    asked = Message.person_id == person.id, Message.letter.in_(rules.ASKS)
    number = person.id
    told = Inbound.message_id.in_(select(Message.id).where(*asked))
    session.execute(delete(Inbound).where(told, Inbound.state.in_(rules.DEALT_WITH)))
    session.execute(delete(Message).where(*asked))
    session.execute(delete(Consent).where(Consent.person_id == number, Consent.act == "asked"))
    session.execute(delete(Subscription).where(Subscription.person_id == number))
    session.execute(delete(Person).where(Person.id == number))
    session.expire_all()
