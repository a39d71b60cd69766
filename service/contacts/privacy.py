"""What we hold on a person here: how we met, and each turn of address and newsletter."""

from sqlalchemy import and_, or_, select

from service.contacts.models import Person
from service.contacts.rules import Happening
from service.core.db import session
from service.core.trail import Entry
from service.core.words import lazy_gettext as _l

CHANGES = {
    ("person", "met"): _l("First met"),
    ("person", "edited"): _l("Put right by staff"),
    ("person", "verified"): _l("The address works"),
    ("person", "unverified"): _l("The address is tried anew"),
    ("person", "soft_bouncing"): _l("A letter could not be delivered for now"),
    ("person", "hard_bounced"): _l("The address does not exist"),
    ("person", "complained"): _l("Marked a letter of ours as spam"),
    ("person", "suppressed"): _l("No more letters to this address"),
    ("subscription", "requested"): _l("Asked for the newsletter"),
    ("subscription", "active"): _l("The newsletter is on"),
    ("subscription", "paused"): _l("The newsletter pauses"),
    ("subscription", "withdrawn"): _l("The newsletter is stopped"),
    ("subscription", "refused"): _l("Said no to the newsletter"),
    ("subscription", "none"): _l("The request for the newsletter was never confirmed"),
}
HOW = {
    "form": _l("in a form"),
    "reply": _l("by mail"),
    "link": _l("with a button in a letter"),
    "admin": _l("by staff"),
    "timer": _l("by itself, in time"),
    "import": _l("from a list"),
    "gate": _l("by a rule"),
    "delivery": _l("told by the mail server"),
}


def history(person: Person) -> list[Happening]:
    return [changed(entry) for entry in entries(person)]


def changed(entry: Entry) -> Happening:
    text = CHANGES.get((entry.thing, entry.after))
    told = [str(HOW.get(entry.how, "")), entry.who, entry.why]
    return Happening(entry.at, str(text or entry.after), ", ".join(part for part in told if part))


def entries(person: Person) -> list[Entry]:
    """The trail of the person and of their subscriptions, in one query."""
    own = and_(Entry.thing == "person", Entry.thing_id == person.id)
    ids = [subscription.id for subscription in person.subscriptions]
    lists = and_(Entry.thing == "subscription", Entry.thing_id.in_(ids))
    mine = Entry.community_id == person.community_id, or_(own, lists)
    return list(session.scalars(select(Entry).where(*mine).order_by(Entry.id)))
