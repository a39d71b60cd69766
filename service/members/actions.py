"""What can happen to a membership: asked for, confirmed, declined, lapsed, left, taken back."""

from dataclasses import dataclass

from emails import Letter
from service.communities import queries as communities
from service.contacts import actions as contacts
from service.contacts.models import Person
from service.contacts.rules import Wording
from service.core import clock, trail
from service.core.db import added, session
from service.core.trail import Cause
from service.inbox.rules import Answer
from service.members import letters, queries, rules
from service.members.models import Membership
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras
from service.signup import actions as signup


@dataclass(frozen=True)
class Offer:
    """What somebody wrote when they asked to join."""

    competence: str = ""
    interests: str = ""
    idea: str = ""


def interested(person: Person, cause: Cause, wording: Wording) -> Membership:
    """The box "become a Pådriver" was ticked on some other form: it waits for the same yes."""
    contacts.record(person, "asked", wording, evidence=wording.page)
    membership = queries.of(person) or start(person)
    if membership.state in rules.OPEN:
        change(membership, "interested", cause)
    return membership


def request(person: Person, offer: Offer, cause: Cause, wording: Wording) -> Membership:
    """The join form was sent: keep what they wrote, and ask for a yes from the address itself."""
    contacts.record(person, "asked", wording, evidence=wording.page)
    membership = queries.of(person) or start(person)
    enrich(membership, offer)
    if membership.state in rules.OPEN:
        change(membership, "pending", cause)
        membership.asked_at = clock.now()
    ask(membership)
    return membership


def start(person: Person) -> Membership:
    membership = Membership(community_id=person.community_id, person=person, state="new")
    return membership if added(membership) else queries.of(person) or membership


def enrich(membership: Membership, offer: Offer) -> None:
    """New words replace old ones; what a member told us stays: anybody may type their address."""
    member = membership.state in rules.MEMBERS
    for name in ("competence", "interests", "idea"):
        old, new = getattr(membership, name), getattr(offer, name).strip()
        setattr(membership, name, old if member and old else new or old)


def ask(membership: Membership) -> None:
    """The confirm mail, at most once an hour; a member who asks again gets the welcome."""
    person = membership.person
    hour = f"{membership.id}:{clock.now():%Y%m%d%H}"
    about = About("members", membership.id)
    if membership.state in rules.MEMBERS:
        outbox.post(
            letters.welcome(membership), person, about, Extras(once=f"welcome-again:{hour}")
        )
        return
    once = Extras(once=f"confirm-membership:{hour}")
    outbox.post(letters.confirm_membership(membership), person, about, once)


def confirm(person: Person, cause: Cause, evidence: str, reference: str | None = None) -> bool:
    """A yes from the address: member, welcomed, and the managers told. False if it was so."""
    contacts.confirm(person, cause, evidence)
    membership = queries.of(person, lock=True)
    if membership is None or not membership.may_say_yes:
        return False
    contacts.repeat(person, rules.PURPOSE, "given", evidence)
    change(membership, "confirmed", cause)
    membership.confirmed_at = clock.now()
    greet(membership, reference)
    return True


def greet(membership: Membership, reference: str | None) -> None:
    """The welcome letter, and a note to each manager; each at most once for this joining."""
    about = About("members", membership.id)
    joining = f"{membership.id}:{membership.confirmed_at:%Y%m%d%H%M%S}"
    extras = Extras(once=f"welcome:{joining}", answers=reference)
    outbox.post(letters.welcome(membership), membership.person, about, extras)
    community = membership.person.community
    for account in communities.managers(community):
        once = Extras(once=f"new-member:{joining}:{account.id}")
        outbox.post_staff(letters.new_member(membership, account), account, community, once)


def leave(person: Person, answer: Answer) -> bool:
    """Out at the member's word, with one receipt; newsletter and seats are other things and stay.

    False when they are no member.
    """
    membership = queries.of(person, lock=True)
    if membership is None or membership.state not in rules.MEMBERS:
        return False
    contacts.repeat(person, rules.PURPOSE, "withdrawn", answer.evidence)
    change(membership, "left", Cause(answer.how, why=answer.evidence))
    membership.left_at = clock.now()
    receipt(membership, letters.left(membership), answer)
    return True


def rejoin(person: Person, answer: Answer) -> bool:
    """They undo their leaving. False when they had not left."""
    membership = queries.of(person, lock=True)
    if membership is None or membership.state != "left":
        return False
    cause = Cause(answer.how, why=answer.evidence)
    contacts.verify(person, cause)
    contacts.repeat(person, rules.PURPOSE, "renewed", answer.evidence)
    change(membership, "confirmed", cause)
    membership.left_at = None
    receipt(membership, letters.welcome(membership), answer)
    return True


def decline(person: Person, answer: Answer) -> bool:
    """A no where nobody said yes: it lapses and is forgotten like silence; no consent is kept.

    Who wrote to us gets a receipt; who pressed the button has read it on the page.
    """
    membership = queries.of(person, lock=True)
    if membership is None or membership.state not in rules.UNANSWERED:
        return False
    change(membership, "lapsed", Cause(answer.how, why=answer.evidence))
    if answer.how != "link":
        receipt(membership, letters.declined(membership), answer)
    return True


def receipt(membership: Membership, letter: Letter, answer: Answer) -> None:
    if not answer.silent:
        extras = Extras(answers=answer.reference)
        outbox.post(letter, membership.person, About("members", membership.id), extras)


def remind(membership: Membership) -> None:
    letter = letters.confirm_membership(membership)
    once = Extras(once=f"{rules.REMINDED}{membership.id}:{membership.asked_at:%Y%m%d}")
    outbox.post(letter, membership.person, About("members", membership.id), once)


def lapse(membership: Membership) -> None:
    change(membership, "lapsed", Cause("timer", why="no answer in seven days"))


def forget(membership: Membership) -> None:
    """Nobody ever said yes: the request goes, and a person we know nothing else of goes with it."""
    person = membership.person
    session.delete(membership)
    session.flush()
    signup.erase_if_alone(person)


def change(membership: Membership, state: str, cause: Cause) -> None:
    if membership.state != state:
        trail.note(membership, membership.state, state, cause)
        membership.state = state
