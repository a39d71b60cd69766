"""What can happen to a person: met, verified, consenting, subscribed, bounced."""

from dataclasses import dataclass
from datetime import datetime

from service.communities.models import Community
from service.contacts import queries, rules
from service.contacts.models import Consent, Organisation, Person, Subscription
from service.contacts.rules import NEWSLETTER, Wording
from service.core import clock, trail
from service.core.db import added, session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import LANGUAGES
from service.core.words import lazy_gettext as _l


@dataclass(frozen=True)
class Card:
    """What staff may put right about a person."""

    name: str
    language: str
    organisation: str
    sector: str = ""


def meet(community: Community, email: str, name: str, *, language: str, source: str) -> Person:
    """Whoever fills in a form of ours. An address that bounced gets another chance."""
    person = write_down(community, email, name, language=language, source=source)
    if queries.may_try_again(person):
        change_address(person, "unverified", Cause("form", why=source))
    return person


def write_down(
    community: Community, email: str, name: str, *, language: str, source: str
) -> Person:
    """The person with this address, new or known. What a known person told us before stays."""
    address = rules.clean_address(email)
    if address is None:
        sentence = _l("The e-mail address looks incomplete. Write it like this: name@example.org.")
        raise Refusal("contacts.address", sentence, field="email")
    if person := queries.by_email(community, address):
        return person
    person = Person(
        community_id=community.id,
        community=community,
        email=address,
        email_key=rules.key(address),
        name=" ".join(name.split())[:120],
        language=language,
        source=source[:200],
    )
    if not added(person):
        return queries.by_email(community, address) or person
    trail.note(person, None, "met", Cause("form", why=source))
    return person


def works_at(person: Person, name: str, sector: str | None = None) -> None:
    """Note the organisation of somebody who has told of none: anybody may type their address."""
    if name.strip() and person.organisation is None:
        person.organisation = organisation(person.community, name, sector)


def organisation(community: Community, name: str, sector: str | None) -> Organisation:
    """The organisation with this name here, new or known."""
    name = " ".join(name.split())[:160]
    if known := queries.organisation(community, name):
        return known
    new = Organisation(community_id=community.id, name=name, sector=sector)
    return new if added(new) else queries.organisation(community, name) or new


def verify(person: Person, cause: Cause) -> None:
    """The person has shown that they read mail at this address."""
    fresh(person)
    change_address(person, "verified", cause)


def bounced(person: Person, state: str, cause: Cause) -> None:
    """Mail came back: `state` is soft_bouncing, hard_bounced or complained."""
    if state == "soft_bouncing":
        worn(person, cause)
    elif person.address_state != "complained":  # nothing that comes later opens it again
        change_address(person, state, cause)
    if state == "complained":
        withdraw(person, cause)


def worn(person: Person, cause: Cause) -> None:
    """A letter came back for now. Counted by letters, not by days: ours are often monthly."""
    if person.address_state in rules.BLOCKED:
        return
    change_address(person, "soft_bouncing", cause)
    now = clock.now()
    if person.soft_at is None or person.soft_at <= now - rules.COUNTED:
        person.soft_count += 1
        person.soft_since, person.soft_at = person.soft_since or now, now


def fresh(person: Person) -> None:
    """A letter has arrived and stayed: what came back before it counts no more."""
    person.soft_count, person.soft_since, person.soft_at = 0, None, None


def well_again(person: Person) -> None:
    """The probe did not come back: the address is as it was before the trouble."""
    fresh(person)
    delivered(person, Cause("timer", why="the probe arrived"))


def switch_off(person: Person, cause: Cause) -> None:
    """Even the probe came back: nothing more goes there until it is switched on again."""
    if person.address_state not in rules.BLOCKED:
        change_address(person, "suppressed", cause)


def switch_on(person: Person, cause: Cause) -> None:
    """Staff know better, or the person asked: letters go there again, and are watched anew."""
    if person.address_state in rules.RETURNED:
        fresh(person)
        change_address(person, "unverified", cause)


def delivered(person: Person, cause: Cause) -> None:
    """Mail gets through again: the address is what it was before the trouble, and no better."""
    if person.address_state == "soft_bouncing":
        change_address(person, queries.before_trouble(person), cause)


def change_address(person: Person, state: str, cause: Cause) -> None:
    if person.address_state != state:
        trail.note(person, person.address_state, state, cause)
        person.address_state, person.address_changed_at = state, clock.now()


def ask(person: Person, wording: Wording) -> Subscription:
    """The person ticked the newsletter box: wait for their yes from the address itself."""
    subscription = queries.subscription(person) or start(person)
    record(person, "asked", wording, evidence=wording.page)
    if subscription.state not in ("active", "paused"):
        change(subscription, "requested", Cause("form", why=wording.page))
    return subscription


def start(person: Person) -> Subscription:
    new = Subscription(
        community_id=person.community_id, person_id=person.id, list=NEWSLETTER, state="none"
    )
    return new if added(new) else queries.subscription(person) or new


def confirm(person: Person, cause: Cause, evidence: str) -> bool:
    """A yes from the address: verified, and what was requested becomes active. True if it did."""
    verify(person, cause)
    subscription = queries.subscription(person)
    if subscription is None or subscription.state != "requested":
        return False
    repeat(person, NEWSLETTER, "given", evidence)
    change(subscription, "active", cause)
    return True


def withdraw(person: Person, cause: Cause, evidence: str = "") -> bool:
    """Stop the newsletter at once. True if it was on, or asked for.

    Who never said yes leaves no consent behind: it would keep for ever what we must forget.
    """
    subscription = queries.subscription(person)
    if subscription is None or subscription.state in rules.OFF:
        return False
    if subscription.state == "requested":
        change(subscription, "refused", cause)
        return True
    repeat(person, NEWSLETTER, "withdrawn", evidence)
    change(subscription, "withdrawn", cause)
    return True


def invite_no_more(person: Person, cause: Cause) -> bool:
    """They want no invitations. False if that was known."""
    known = queries.subscription(person, rules.INVITATIONS)
    if known is not None and known.state == "withdrawn":
        return False
    if known is None:
        ids = {"community_id": person.community_id, "person_id": person.id}
        known = Subscription(**ids, list=rules.INVITATIONS, state="none")
        if not added(known):
            return False
    change(known, "withdrawn", cause)
    return True


def renew(person: Person, cause: Cause, evidence: str) -> bool:
    """Undo a stop, on the person's own word. True if it was off."""
    subscription = queries.subscription(person)
    if subscription is None or subscription.state not in ("refused", "withdrawn"):
        return False
    first = subscription.state == "refused"
    repeat(person, NEWSLETTER, "given" if first else "renewed", evidence)
    change(subscription, "active", cause)
    return True


def pause(person: Person, until: datetime, cause: Cause) -> None:
    """No newsletter until then; it comes again by itself."""
    subscription = queries.subscription(person)
    if subscription is not None and subscription.state in ("active", "paused"):
        subscription.paused_until = until
        change(subscription, "paused", cause)


def resume(subscription: Subscription, cause: Cause) -> None:
    """A pause is over: the newsletter comes again."""
    if subscription.state == "paused":
        change(subscription, "active", cause)


def edit(person: Person, card: Card, cause: Cause) -> None:
    """Staff put right what we wrote down about somebody, on that person's word."""
    if card.language not in LANGUAGES:
        raise Refusal("contacts.language", _l("Choose one of the languages."), field="language")
    if card.sector and card.sector not in rules.SECTORS:
        raise Refusal("contacts.sector", _l("Choose one of the sectors."), field="sector")
    person.name = " ".join(card.name.split())[:120]
    person.language = card.language
    move(person, card.organisation, card.sector or None)
    trail.note(person, None, "edited", cause)


def move(person: Person, name: str, sector: str | None) -> None:
    """To another organisation, or to none. A sector, once told, is the organisation's for all."""
    if not name.strip():
        person.organisation = None
        return
    person.organisation = organisation(person.community, name, sector)
    person.organisation.sector = sector or person.organisation.sector


def change(subscription: Subscription, state: str, cause: Cause) -> None:
    if subscription.state != state:
        trail.note(subscription, subscription.state, state, cause)
        subscription.state, subscription.changed_at = state, clock.now()
    if state != "paused":
        subscription.paused_until = None


def record(person: Person, act: str, wording: Wording, evidence: str) -> Consent:
    """Write down one act of consent with the exact words shown. Never changed afterwards."""
    consent = Consent(
        community_id=person.community_id,
        person=person,
        purpose=wording.purpose,
        act=act,
        version=wording.version,
        words=wording.words,
        language=wording.language,
        page=wording.page[:300],
        evidence=evidence[:300],
    )
    session.add(consent)
    return consent


def repeat(person: Person, purpose: str, act: str, evidence: str) -> None:
    """The same words as last time, now given, renewed or withdrawn."""
    last = queries.last_consent(person, purpose)
    if last is not None:
        wording = Wording(purpose, last.version, last.words, last.language, last.page)
        record(person, act, wording, evidence)
