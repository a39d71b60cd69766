"""What we hold on a person across features: each turn of their seats and of their membership."""

from collections.abc import Mapping

from sqlalchemy import and_, or_, select

from service.contacts.models import Person
from service.contacts.rules import Happening
from service.core.db import session
from service.core.trail import Entry
from service.core.words import lazy_gettext as _l
from service.events import queries as events
from service.events.models import Registration
from service.members import queries as members

SEATS = {
    "asked": _l("%(title)s: asked for a seat"),
    "held": _l("%(title)s: a seat is held"),
    "confirmed": _l("%(title)s: is coming"),
    "waitlisted": _l("%(title)s: on the waiting list"),
    "offered": _l("%(title)s: was offered a seat"),
    "passed": _l("%(title)s: let the offer pass"),
    "released": _l("%(title)s: never said yes, the seat went on"),
    "cancelled": _l("%(title)s: is not coming"),
    "attended": _l("%(title)s: was there"),
    "called_off": _l("%(title)s: was called off"),
    "maybe": _l("%(title)s: does not know yet"),
    "saved": _l("%(title)s: was told of the date"),
    "invited": _l("%(title)s: was invited"),
    "declined": _l("%(title)s: said no to the invitation"),
    "keen": _l("%(title)s: would like to come"),
    "transferred": _l("%(title)s: a colleague comes instead"),
    "no_show": _l("%(title)s: was not there"),
}
MEMBERSHIP = {
    "interested": _l("Ticked that they want to be a member"),
    "pending": _l("Asked to become a member"),
    "confirmed": _l("Became a member"),
    "needs_info": _l("Was asked for more about themselves"),
    "active": _l("Takes part as a member"),
    "dormant": _l("A quiet member for a long while"),
    "lapsed": _l("The request to become a member was never confirmed"),
    "left": _l("Left as a member"),
}


def history(person: Person) -> list[Happening]:
    seats = {one.id: one for one in events.of_person(person)}
    membership = members.of(person)
    own = [membership.id] if membership else []
    return [told(entry, seats) for entry in entries(person, list(seats), own)]


def entries(person: Person, seats: list[int], memberships: list[int]) -> list[Entry]:
    """The trail of all of them, in one query."""
    theirs = or_(
        and_(Entry.thing == "registration", Entry.thing_id.in_(seats)),
        and_(Entry.thing == "membership", Entry.thing_id.in_(memberships)),
    )
    mine = select(Entry).where(Entry.community_id == person.community_id, theirs)
    return list(session.scalars(mine.order_by(Entry.id)))


def told(entry: Entry, seats: Mapping[int, Registration]) -> Happening:
    if entry.thing == "membership":
        return Happening(entry.at, str(MEMBERSHIP.get(entry.after, entry.after)), entry.who)
    event = seats[entry.thing_id].event
    words = str(SEATS.get(entry.after, "%(title)s")) % {"title": event.title}
    return Happening(entry.at, words, entry.who, f"/admin/{event.community.slug}/events/{event.id}")
