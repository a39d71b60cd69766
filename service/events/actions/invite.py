"""Whom we tell of an event and whom we invite: each person once, however many lists they are on."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import delete

from service.contacts import actions as contacts
from service.contacts import queries as people
from service.contacts.models import Person
from service.contacts.rules import BLOCKED, clean_address, key
from service.core import clock, trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.events import letters, queries, rules
from service.events.actions.change import locked, move
from service.events.models import Answer, Event, Registration
from service.events.rules import Invite, Named
from service.members import queries as members
from service.outbox import actions as outbox
from service.outbox import queries as mails
from service.outbox.actions import About, Extras
from service.signup import actions as signup

MOST = 2000  # on one list: more is a newsletter, and goes another way
TOO_MANY = _l("That is more than 2,000 addresses. Send them a newsletter instead.")
NOT_YET = _l("Announce or publish the event first: then people can be told of it.")


class Sorted(NamedTuple):
    """Who on a list would get a letter, and who not, and why not."""

    new: list[Named]
    already: list[Named]  # they know of it, or have answered
    unwilling: list[Named]  # they want no invitations
    unreachable: list[Named]  # their address takes no mail
    unreadable: list[str]  # lines without an address


def whom(event: Event, segment: str, text: str) -> Sorted:
    """Members, readers or a pasted list: without doubles, sorted by who gets a letter."""
    here = event.community
    if segment == "members":
        return sort(event, known(members.active(here)), [])
    if segment == "readers":
        return sort(event, known(people.readers(here)), [])
    return sort(event, *rules.listed(text))


def known(found: Iterable[Person]) -> list[Named]:
    return [Named(person.name, person.email) for person in found]


def sort(event: Event, named: list[Named], unreadable: list[str]) -> Sorted:
    if len(named) > MOST:
        raise Refusal("events.invite", TOO_MANY, field="pasted")
    found = Sorted([], [], [], [], list(unreadable))
    by_key: dict[str, Named] = {}
    for each in named:
        if address := clean_address(each.email):
            by_key.setdefault(key(address), Named(each.name, address))
        else:
            found.unreadable.append(each.email)
    met = people.by_addresses(event.community, by_key)
    unwilling = people.want_no_invitations(event.community)
    told = queries.told_already(event)
    for name, each in by_key.items():
        place(found, each, met.get(name), told, unwilling)
    return found


def place(
    found: Sorted, each: Named, person: Person | None, told: set[int], unwilling: set[int]
) -> None:
    if person is not None and person.id in told:
        found.already.append(each)
    elif person is not None and person.id in unwilling:
        found.unwilling.append(each)
    elif person is not None and person.address_state in BLOCKED:
        found.unreachable.append(each)
    else:
        found.new.append(each)


def invite(event: Event, named: list[Named], why: Invite, cause: Cause) -> int:
    """Tell each of the event, or invite them once it is published. How many letters went out.

    Who was told of the date is invited; nobody is told twice, nor who has answered.
    """
    event = locked(event)
    if event.state not in (*rules.KNOWN, "published"):
        raise Refusal("events.invite", NOT_YET)
    chosen = sort(event, named, []).new
    seats = queries.seats_by_address(event, [key(each.email) for each in chosen])
    reason = Cause(cause.how, cause.who, f"{why.organiser}: {why.basis}")
    return sum(
        write(seats.get(key(each.email)) or add(event, each, why), reason) for each in chosen
    )


def add(event: Event, named: Named, why: Invite) -> Registration:
    here, source = event.community, f"{why.organiser}: {why.source}"
    name = named.name or named.email.partition("@")[0]
    person = contacts.write_down(here, named.email, name, language=here.language, source=source)
    registration = Registration(
        community_id=here.id,
        event=event,
        person=person,
        name=person.name,
        source=why.source[:200],
        role=why.role if why.role in rules.HELPERS else "",
        state="new",
        sequence=0,
    )
    session.add(registration)
    session.flush()
    return registration


def write(registration: Registration, cause: Cause) -> bool:
    """The letter that fits how far the event is, once only."""
    event = registration.event
    if mails.asked_enough(registration.who):  # an address that never answers gets so many a day
        if registration.state == "new":
            session.delete(registration)
        return False
    early = event.state in rules.KNOWN
    letter = letters.save_the_date(registration) if early else letters.invited(registration)
    dated = event.starts_at is not None
    state = "saved" if early else "invited"
    move(registration, state, cause)
    calendar = letters.invitation(registration) if dated else None
    once = Extras(once=f"{state}:{registration.id}", calendar=calendar)
    about = About("events", registration.id)
    posted = outbox.post(letter, registration.who, about, once) is not None
    if posted and not early:
        registration.invited_at = clock.now()
    return posted


def nudge(event: Event, cause: Cause) -> int:
    """Ask those once more who were invited and have not answered; a second time nobody is asked."""
    event = locked(event)
    asked = 0
    unwilling = people.want_no_invitations(event.community)
    for registration in queries.rows(event, ("invited",)):
        if event.takes_registrations and registration.person_id not in unwilling:
            once = Extras(
                once=f"nudge:{registration.id}", calendar=letters.invitation(registration)
            )
            letter, about = letters.invited(registration), About("events", registration.id)
            asked += outbox.post(letter, registration.who, about, once) is not None
    trail.note(event, event.state, "nudged", cause)
    return asked


def forget_guest(registration: Registration) -> None:
    """Never answered, and the event long over: whom we know only from a list is forgotten.

    The row stays, without anybody: the numbers of the event add up as before.
    """
    person = registration.who
    registration.person, registration.name, registration.source = None, "", ""
    session.execute(delete(Answer).where(Answer.registration_id == registration.id))
    session.flush()
    signup.erase_if_alone(person)
