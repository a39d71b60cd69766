"""Look-ups across everything: what needs a manager, who took part, one search, own things."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from service.campaigns.models import Campaign
from service.communities.models import Community
from service.contacts.models import Person, Subscription
from service.core import clock
from service.core.db import session
from service.events import queries as events
from service.events.models import Event, Registration
from service.inbox.models import Inbound
from service.members import rules as membership
from service.members.models import Membership
from service.outbox.models import Message

WEEK = timedelta(days=7)
YEAR = timedelta(days=365)
FEW = 10  # results of each kind on the search page


def drafts(community: Community) -> list[Campaign]:
    mine = Campaign.community_id == community.id, Campaign.state == "draft"
    return list(session.scalars(select(Campaign).where(*mine).order_by(Campaign.id)))


def today(community: Community) -> list[Event]:
    """Events that start today, as days go where the community is."""
    zone = ZoneInfo(community.zone)
    day = clock.now().astimezone(zone).date()
    coming = events.upcoming(community)
    return [event for event in coming if event.start.astimezone(zone).date() == day]


def unconfirmed(community: Community) -> list[tuple[Event, int]]:
    """Events to come with the number of seats held for people who have not said yes."""
    number = func.count(Registration.id)
    held = select(Event, number).join(Registration, Registration.event_id == Event.id)
    mine = Event.community_id == community.id, Event.starts_at > clock.now()
    grouped = held.where(*mine, Registration.state == "held").group_by(Event.id)
    return list(session.execute(grouped.order_by(Event.starts_at)))


def failed(community: Community) -> list[Message]:
    """Letters to people that came to nothing this week."""
    mine = Message.community_id == community.id, Message.state == "failed"
    recent = Message.created_at > clock.now() - WEEK, Message.person_id.is_not(None)
    found = select(Message).where(*mine, *recent).options(joinedload(Message.person))
    return list(session.scalars(found.order_by(Message.id.desc()).limit(200)))


def roll(community: Community, words: str = "") -> list[Membership]:
    """The members, the newest first; `words` searches name, competence and interests."""
    mine = Membership.community_id == community.id, Membership.state.in_(membership.MEMBERS)
    found = select(Membership).join(Membership.person).where(*mine)
    for word in words.split()[:5]:
        found = found.where(holds(word, Person.name, Membership.competence, Membership.interests))
    whole = found.options(joinedload(Membership.person).joinedload(Person.organisation))
    return list(session.scalars(whole.order_by(Membership.confirmed_at.desc(), Membership.id)))


def joined(community: Community) -> int:
    """How many became members this week."""
    new = Membership.confirmed_at > clock.now() - WEEK, Membership.state.in_(membership.MEMBERS)
    return number_of(Membership, Membership.community_id == community.id, *new)


def members_in_all(community: Community) -> int:
    mine = Membership.community_id == community.id
    return number_of(Membership, mine, Membership.state.in_(membership.MEMBERS))


def readers(community: Community) -> int:
    return number_of(
        Subscription, Subscription.community_id == community.id, Subscription.state == "active"
    )


def answers(community: Community) -> int:
    """Mails from people in a year; what machines sent is filed and not counted."""
    theirs = Inbound.state.in_(("applied", "waiting", "answered"))
    recent = Inbound.received_at > clock.now() - YEAR
    return number_of(Inbound, Inbound.community_id == community.id, theirs, recent)


def letters_sent(community: Community) -> int:
    recent = Campaign.finished_at > clock.now() - YEAR
    return number_of(
        Campaign, Campaign.community_id == community.id, Campaign.state == "sent", recent
    )


def coming(community: Community) -> int:
    """Confirmed seats at events to come."""
    ahead = exists().where(Event.id == Registration.event_id, Event.starts_at > clock.now())
    mine = Registration.community_id == community.id, Registration.state == "confirmed"
    return number_of(Registration, *mine, ahead)


def came(community: Community) -> int:
    """People who were at an event in the last year, each counted once."""
    mine = Registration.community_id == community.id, Registration.state == "attended"
    recent = Registration.arrived_at > clock.now() - YEAR
    who = select(func.count(Registration.person_id.distinct())).where(*mine, recent)
    return session.scalar(who) or 0


def number_of(table: type, *wanted: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*wanted)) or 0


def find_events(community: Community, words: str) -> list[Event]:
    found = select(Event).where(Event.community_id == community.id)
    for word in words.split()[:5]:
        found = found.where(holds(word, Event.title, Event.summary, Event.place))
    return list(session.scalars(found.order_by(Event.starts_at.desc()).limit(FEW)))


def find_letters(community: Community, words: str) -> list[Campaign]:
    found = select(Campaign).where(Campaign.community_id == community.id)
    for word in words.split()[:5]:
        found = found.where(holds(word, Campaign.title))
    return list(session.scalars(found.order_by(Campaign.id.desc()).limit(FEW)))


def holds(word: str, *columns: object) -> ColumnElement[bool]:
    """SQLite folds only the case of a to z, so å is asked for both ways."""
    spellings = {word, word.lower(), word.capitalize()}
    return or_(*(c.icontains(s, autoescape=True) for s in spellings for c in columns))  # type: ignore[attr-defined]  # mypy reads the columns as object


def seat(person: Person, registration_id: int) -> Registration | None:
    """This person's own registration; anybody else's does not exist here."""
    mine = Registration.id == registration_id, Registration.person_id == person.id
    return session.scalar(select(Registration).where(*mine))
