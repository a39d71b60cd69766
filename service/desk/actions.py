"""Send staff their way in, and do what a person asks on their own page."""

from flask_babel.speaklater import LazyString

from service.communities import actions as communities
from service.communities import queries as houses
from service.communities import rules as addresses
from service.contacts import actions as contacts
from service.contacts.models import Person
from service.contacts.rules import Wording
from service.core import limits
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.desk import letters, queries, rules
from service.events import actions as events
from service.inbox.rules import Answer
from service.members import actions as members
from service.outbox import actions as outbox
from service.outbox.actions import Extras
from service.signup import actions as signup

OWN_PAGE = "own page"
CAUSE = Cause("link", why=OWN_PAGE)
ANSWER = Answer("yes", "link", OWN_PAGE)
STANDING = {
    "in": _l("The seat is yours. A letter with the details is on its way."),
    "in_already": _l("The seat is yours already."),
    "waiting": _l(
        "The event is full now. You are on the waiting list, and we write when there is room."
    ),
    "waiting_already": _l("You are on the waiting list already."),
    "over": _l("The event is over."),
    "asked": _l("That is noted. We write to you when it opens to everybody."),
    "called_off": _l("The event is called off. Nothing more is needed."),
    "closed": _l("Registration is closed. Answer any letter from us, and we see what we can do."),
}


def send_link(typed: str, browser: str) -> None:
    """Mail a link to an address on the staff; for any other nothing happens and nothing shows."""
    address = addresses.staff_address(typed) or ""
    limits.count(f"sign-in:{address}", rules.ASKS, seconds=900)
    account = houses.account_by_email(address)
    homes = houses.communities_of(account) if account else []
    if account is not None and homes:
        secret = communities.offer_link(account, browser)
        outbox.post_staff(letters.sign_in(secret), account, homes[0], Extras())


def stop(person: Person) -> LazyString:
    signup.stop(person, ANSWER)
    return _l("The newsletter is stopped.")


def start(person: Person, wording: Wording) -> LazyString:
    """Whoever holds this page's address reads the person's mail: that is the yes."""
    contacts.ask(person, wording)
    signup.agree(person, ANSWER)
    return _l("The newsletter is on.")


def leave(person: Person) -> LazyString:
    members.leave(person, ANSWER)
    return _l("You have left. The newsletter and your seats stay as they were.")


def give_up(person: Person, registration_id: int) -> LazyString:
    registration = queries.seat(person, registration_id)
    if registration is not None:
        events.cancel(registration, CAUSE)
    return _l("Your seat is free for somebody else. Changed your mind? Take it back below.")


def come(person: Person, registration_id: int) -> LazyString:
    registration = queries.seat(person, registration_id)
    if registration is None:
        return STANDING["closed"]
    return STANDING[events.accept(registration, CAUSE)]
