"""What an answer by mail or button means for a registration."""

from flask_babel.speaklater import LazyString

from service.communities.models import Community
from service.core import words
from service.core.trail import Cause
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.events import actions, queries, rules
from service.events.models import Registration
from service.events.rules import Applicant
from service.inbox.rules import Answer, Outcome, Question, Stranger
from service.outbox.models import Message

CALLED_OFF = _l("The event is called off. Nothing more is needed.")
WHEN_IT_OPENS = _l("That is noted. We write to you when it opens to everybody.")
SAID_YES = {
    "in": _l("You have a place. A receipt with the calendar file is on its way."),
    "in_already": _l("You have a place already. Nothing more is needed."),
    "waiting": _l("The event is full again. You are on the waiting list, and we write to you."),
    "waiting_already": _l("You are on the waiting list already. We write if a place comes free."),
    "over": _l("The event is over."),
    "called_off": CALLED_OFF,
    "asked": WHEN_IT_OPENS,
    "noted": _l("That is noted. We write to you as soon as you can sign up."),
    "closed": _l("Registration has closed, so the place could not be given back."),
}
CHANGING = ("in", "waiting")
CONFIRM = "events.confirm_place"
TOO_LATE = ("over", "closed", "called_off")
GONE = _l("You have no place at this event.")

ASKED = {  # where they stand: what we say, and which of the two buttons make sense
    "asked": (WHEN_IT_OPENS, None, _l("I do not want to come after all")),
    "saved": (
        _l("You know of it, and cannot sign up yet. Would you like to come?"),
        _l("Yes, I would like to come"),
        _l("No, not this time"),
    ),
    "invited": (
        _l("You are invited. Are you coming?"),
        _l("Yes, I am coming"),
        _l("No, not this time"),
    ),
    "declined": (_l("You have said no this time."), _l("I want to come after all"), None),
    "held": (
        _l("We are holding a place for you. Are you coming?"),
        _l("Yes, I am coming"),
        _l("No, give the place to somebody else"),
    ),
    "confirmed_more": (
        _l("You have a place. Shall what you ticked start too?"),
        _l("Yes, start it"),
        _l("Give up my place"),
    ),
    "confirmed": (_l("You have a place."), None, _l("Give up my place")),
    "waitlisted": (
        _l("You are on the waiting list. We write if a place comes free."),
        None,
        _l("Leave the waiting list"),
    ),
    "offered": (
        _l("A place has come free for you. Would you like it?"),
        _l("Yes, I take it"),
        _l("No, give it to the next in line"),
    ),
    "attended": (_l("You were there. Thank you for coming."), None, None),
}


def on_answer(message: Message, answer: Answer) -> Outcome | None:
    """None when a person must look: guests, a yes that comes too late, all else."""
    registration = queries.registration_by_id(message.community, message.about_id)
    if registration is None or registration.person_id != message.person_id:
        return None
    if message.letter == queries.THANKS:
        return None  # words about how it was, whatever they begin with
    who = answer.evidence if answer.how == "admin" else ""
    cause = Cause(answer.how, who, answer.evidence)
    if answer.say == "yes":
        if answer.sequence is not None and answer.sequence < registration.event.sequence:
            return None  # their calendar still shows the old time: does the new one suit?
        unseen = answer.how == "reply" and says_less(message, registration)
        return said_yes(registration, cause, answer, unseen)
    if answer.say == "no":
        return said_no(registration, cause, answer)
    if answer.say == "maybe":
        return said_maybe(registration, cause, answer)
    return None


def matters(community: Community, numbers: list[int]) -> dict[int, str]:
    """What each of these seats is about: its event, by the seat's number."""
    return queries.titles_of_seats(community, numbers)


def on_stranger(message: Message, stranger: Stranger) -> bool:
    """Whoever was sent the letter on, and says yes, asks for a seat of their own (R-6)."""
    registration = queries.registration_by_id(message.community, message.about_id)
    if registration is None or registration.event.members_only:
        return False
    if not registration.event.takes_registrations:
        return False
    who = Applicant(stranger.name, stranger.email, stranger.language, source="forwarded letter")
    actions.register(registration.event, who)
    return True


def says_less(message: Message, registration: Registration) -> bool:
    """Whether the letter asked for less than is ticked now: anybody may type their address."""
    asked = message.fields.get("newsletter"), message.fields.get("membership")
    news, member = registration.wants_newsletter, registration.wants_membership
    return message.letter == CONFIRM and ((news and not asked[0]) or (member and not asked[1]))


def said_yes(
    registration: Registration, cause: Cause, answer: Answer, unseen: bool
) -> Outcome | None:
    """A page can say that it was too late; a mail is answered by a person."""
    receipt = actions.Receipt(answer.reference, answer.silent, unseen)
    brought = not answer.guests or actions.bring(registration, answer.guests, cause, receipt)
    standing = actions.accept(registration, cause, receipt)
    if not brought or (answer.how == "reply" and standing in TOO_LATE):
        return None
    if answer.guests and standing == "in_already":
        standing = "in"  # with somebody beside them
    return Outcome(SAID_YES[standing], changed=standing in CHANGING)


def said_no(registration: Registration, cause: Cause, answer: Answer) -> Outcome:
    only_asked = registration.state in rules.INVITED
    if actions.cancel(registration, cause, actions.Receipt(answer.reference, answer.silent)):
        if only_asked:
            return Outcome(_("Thank you for telling us. You hear no more of it."))
        return Outcome(_("Your place is given up. The receipt we sent says how to get it back."))
    off = registration.event.state == "cancelled"
    return Outcome(CALLED_OFF if off else GONE, changed=False)


def said_maybe(registration: Registration, cause: Cause, answer: Answer) -> Outcome | None:
    """The place is kept as long as it was to be kept anyway; whoever has one said yes before."""
    receipt = actions.Receipt(answer.reference, answer.silent)
    if actions.hesitate(registration, cause, receipt):
        return Outcome(_("That is noted. We keep the place for as long as the letter says."))
    return None


def question(message: Message) -> Question | None:
    registration = queries.registration_by_id(message.community, message.about_id)
    if registration is None or registration.person is None:
        return None
    sentence, yes, no = asked(registration)
    return Question(registration.event.title, sentence, yes, no, facts(registration))


def asked(registration: Registration) -> tuple[LazyString, LazyString | None, LazyString | None]:
    """What we say, and which of the two buttons make sense where they stand."""
    state = "confirmed_more" if registration.state == "confirmed" and registration.asks_more else ""
    if registration.event.state == "cancelled":
        return CALLED_OFF, None, None
    if registration.event.is_over:
        return _l("The event is over."), None, None
    return ASKED.get(state or registration.state, (GONE, _l("I want to come after all"), None))


def facts(registration: Registration) -> tuple[tuple[LazyString, str], ...]:
    event = registration.event
    here = event.season
    if event.starts_at is not None:
        here = words.when(event.start, event.end, event.community.zone, words.language())
    found = [(_l("When"), here), (_l("Where"), event.where)]
    also = [
        str(name)
        for wanted, name in (
            (registration.wants_newsletter, _l("the newsletter")),
            (registration.wants_membership, _l("being a Pådriver")),
        )
        if wanted
    ]
    return (*found, (_l("A yes also starts"), ", ".join(also))) if also else tuple(found)
