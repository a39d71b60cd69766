"""Look-ups of people that more than one place needs."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from service.communities.models import Community
from service.contacts import rules
from service.contacts.models import Consent, Organisation, Person, Subscription
from service.core import clock, roles, trail
from service.core.db import session
from service.core.words import force_locale

SEARCHED = (Person.name, Person.email, Organisation.name)


def by_email(community: Community, email: str) -> Person | None:
    mine = Person.community_id == community.id, Person.email_key == rules.key(email)
    return session.scalar(select(Person).where(*mine))


def by_id(community: Community, person_id: int) -> Person | None:
    return session.scalar(
        select(Person).where(Person.community_id == community.id, Person.id == person_id)
    )


def organisation(community: Community, name: str) -> Organisation | None:
    mine = Organisation.community_id == community.id, Organisation.name == name
    return session.scalar(select(Organisation).where(*mine))


def subscription(person: Person, name: str = rules.NEWSLETTER) -> Subscription | None:
    mine = Subscription.person_id == person.id, Subscription.list == name
    return session.scalar(select(Subscription).where(*mine))


def standing(person: Person) -> tuple[str, ...]:
    """What this person has with us now, a line each in their language; every feature adds its own.

    Asked after something ended, it is what a receipt says stays.
    """
    with force_locale(person.language):
        lines = (line for feature in roles.load("standing") for line in feature.standing(person))
        return tuple(lines)


def due_back() -> list[Subscription]:
    """Paused subscriptions whose pause is over."""
    over = Subscription.state == "paused", Subscription.paused_until <= clock.now()
    return list(session.scalars(select(Subscription).where(*over).limit(500)))


def consents(person: Person) -> list[Consent]:
    """Every yes and no, newest first."""
    mine = Consent.person_id == person.id
    return list(session.scalars(select(Consent).where(mine).order_by(Consent.id.desc())))


def found(community: Community, asked: str, state: str = "") -> Select[Person]:
    """People whose name, address or organisation holds these words, by name; for `page_of`."""
    wanted = select(Person).where(Person.community_id == community.id).outerjoin(Organisation)
    for word in asked.split()[:5]:
        wanted = wanted.where(or_(*holding(word)))
    if state == "none":
        wanted = wanted.where(~Person.subscriptions.any())
    elif state:
        wanted = wanted.where(Person.subscriptions.any(Subscription.state == state))
    return wanted


def holding(word: str) -> Iterator[ColumnElement[bool]]:
    """SQLite folds only the case of a to z, so å is asked for both ways."""
    for spelling in {word, word.lower(), word.capitalize()}:
        yield from (column.icontains(spelling, autoescape=True) for column in SEARCHED)


def how_many(wanted: Select[Person]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def page_of(wanted: Select[Person], page: int, size: int) -> list[Person]:
    """One page, with what its rows show, in a fixed number of queries."""
    whole = wanted.options(selectinload(Person.subscriptions), joinedload(Person.organisation))
    ordered = whole.order_by(func.lower(Person.name), Person.id)
    return list(session.scalars(ordered.limit(size).offset((page - 1) * size)))


def by_state(community: Community) -> dict[str, int]:
    """How many newsletter subscriptions stand in each state."""
    mine = Subscription.community_id == community.id, Subscription.list == rules.NEWSLETTER
    counted = select(Subscription.state, func.count()).where(*mine).group_by(Subscription.state)
    return dict(session.execute(counted).all())


def by_addresses(community: Community, keys: Collection[str]) -> dict[str, Person]:
    """Everybody known here by one of these addresses, by `rules.key` of it; asked for once."""
    mine = Person.community_id == community.id, Person.email_key.in_(keys)
    return {person.email_key: person for person in session.scalars(select(Person).where(*mine))}


def readers(community: Community) -> list[Person]:
    """Who gets the newsletter now."""
    active = Subscription.list == rules.NEWSLETTER, Subscription.state == "active"
    mine = select(Person).join(Subscription, Subscription.person_id == Person.id)
    found = mine.where(Person.community_id == community.id, *active).order_by(Person.id)
    return list(session.scalars(found))


def want_no_invitations(community: Community) -> set[int]:
    """The numbers of those who have asked not to be invited."""
    said = Subscription.list == rules.INVITATIONS, Subscription.state == "withdrawn"
    mine = Subscription.community_id == community.id
    return set(session.scalars(select(Subscription.person_id).where(mine, *said)))


def stopped_by_staff(person: Person) -> bool:
    """Whether the last word on the newsletter was staff's own stop, which staff may undo."""
    last = last_consent(person, rules.NEWSLETTER)
    return last is not None and last.act == "withdrawn" and last.evidence.startswith("staff")


def last_consent(person: Person, purpose: str) -> Consent | None:
    mine = Consent.person_id == person.id, Consent.purpose == purpose
    return session.scalar(select(Consent).where(*mine).order_by(Consent.id.desc()).limit(1))


def may_try_again(person: Person) -> bool:
    """Whether mail may go once more to an address it came back from: at most once a day."""
    if person.address_state not in rules.RETURNED:
        return False
    recent = (entry for entry in trail.of(person) if entry.at > clock.now() - rules.TRY_AGAIN)
    return not any((entry.how, entry.after) == ("form", "unverified") for entry in recent)


def before_trouble(person: Person) -> str:
    """What the address was when letters began to be delayed."""
    delays = [entry for entry in trail.of(person) if entry.after == "soft_bouncing"]
    return (delays and delays[-1].before) or "unverified"


def why_not(person: Person, stream: str) -> str | None:
    """Why no letter of this stream may go to this person right now; None when it may."""
    if person.address_state in rules.BLOCKED:
        return person.address_state
    if stream in ("service", "list"):  # the channel keeps its own yes and no
        return None
    return unsubscribed(subscription(person))


def unsubscribed(found: Subscription | None) -> str | None:
    if found is None:
        return "none"
    if found.state == "paused" and found.paused_until and found.paused_until <= clock.now():
        return None
    return None if found.state == "active" else found.state


def worn_out() -> list[Person]:
    """Addresses that so many letters came back from that we ask whether any arrives."""
    now = clock.now()
    worn = Person.address_state == "soft_bouncing", Person.soft_count >= rules.WORN
    long = Person.soft_since <= now - rules.WORN_AFTER
    asked = or_(Person.probed_at.is_(None), Person.probed_at < now - rules.PROBE_AGAIN)
    return list(session.scalars(select(Person).where(*worn, long, asked).limit(200)))


def probe_passed() -> list[Person]:
    """Addresses that a probe was sent to and has not come back from."""
    now = clock.now()
    asked = Person.probed_at <= now - rules.PROBED, Person.probed_at > now - rules.PROBE_AGAIN
    worn = Person.address_state.not_in(rules.BLOCKED), Person.soft_count >= rules.WORN
    return list(session.scalars(select(Person).where(*asked, *worn).limit(200)))
