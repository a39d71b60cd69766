"""What an answer means for the newsletter: yes, back again, or stop, whatever it answers."""

import emails
from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.contacts.models import Person
from service.contacts.rules import INVITATIONS, OFF, UNCONFIRMED
from service.core.trail import Cause
from service.core.words import gettext as _
from service.inbox.rules import Answer, Outcome, Question
from service.outbox.models import Message
from service.signup import actions

CONFIRM = "contacts.confirm_subscription"
RECEIPT = "contacts.unsubscribed"
PROBE = "contacts.reaches_you"


def on_answer(message: Message, answer: Answer) -> Outcome | None:
    if message.person is None:
        return None
    if answer.say == "stop":
        return stop(message.person, answer, invited=emails.stops(message.letter) == INVITATIONS)
    if answer.say == "pause":
        return pause(message.person, answer)
    if answer.say == "no" and message.letter == CONFIRM and state(message.person) in UNCONFIRMED:
        return stop(message.person, answer)
    if answer.say == "yes" and message.letter == PROBE:
        contacts.verify(message.person, Cause(answer.how, why=answer.evidence))
        return Outcome(_("Thank you. Then our letters reach you."), changed=False)
    if answer.say == "yes" and undoes(message):
        return back(message.person, answer)
    if answer.say == "yes" and message.letter == CONFIRM:
        return agree(message.person, answer)
    return None


def undoes(message: Message) -> bool:
    """The receipt undoes any stop; the letter that asked, only a no to its own question."""
    refused = message.letter == CONFIRM and state(message.recipient) == "refused"
    return refused or message.letter == RECEIPT


def stop(person: Person, answer: Answer, *, invited: bool = False) -> Outcome | None:
    """A stop from somebody who never had the newsletter means something else: a person reads it.

    To an invitation it means invitations, and the newsletter too.
    """
    if invited:
        contacts.invite_no_more(person, Cause(answer.how, why=answer.evidence))
        actions.stop(person, answer)
        return Outcome(_("We send you no more invitations."))
    if actions.stop(person, answer):
        return Outcome(_("The newsletter is stopped. A receipt that can undo it is on its way."))
    if state(person) in ("refused", "withdrawn") or answer.how == "link":
        return Outcome(_("You do not get the newsletter. Nothing more is needed."), changed=False)
    return None


def pause(person: Person, answer: Answer) -> Outcome | None:
    """Until a day they named; without one, or without the newsletter, a person reads it."""
    if answer.until is not None and actions.pause(person, answer.until, answer):
        return Outcome(_("The newsletter rests until then. A receipt is on its way."))
    return None


def agree(person: Person, answer: Answer) -> Outcome | None:
    if actions.agree(person, answer):
        return Outcome(_("Thank you. The next newsletter comes to you."))
    if state(person) == "active":
        return already()
    return None


def back(person: Person, answer: Answer) -> Outcome | None:
    if actions.renew(person, answer):
        return Outcome(_("Welcome back. The next newsletter comes to you."))
    if state(person) == "active":
        return already()
    return None


def already() -> Outcome:
    return Outcome(_("You get the newsletter already. Nothing more is needed."), changed=False)


def state(person: Person) -> str:
    subscription = people.subscription(person)
    return subscription.state if subscription else "none"


def question(message: Message) -> Question | None:
    """What the page behind the button asks, as things stand now."""
    person = message.person
    if person is None:
        return None
    title = person.community.name
    if message.letter == PROBE:
        asks = _("Several of our letters have come back. Does this one reach you?")
        return Question(title, asks, _("Yes, it reaches me"), None)
    now = state(person)
    if now == "active":
        return Question(title, already().sentence, None, None)
    if message.letter == CONFIRM and now == "requested":
        sentence = _("You asked for our newsletter. Press the button, and it comes to you.")
        return Question(title, sentence, _("Yes, send me the newsletter"), _("No, it was not me"))
    if undoes(message) and now in ("refused", "withdrawn"):
        sentence = _("You stopped the newsletter. Press the button, and it comes to you again.")
        return Question(title, sentence, _("Put me back on the list"), None)
    return Question(title, _("There is nothing to confirm any more."), None, None)


def matters(_community: Community, numbers: list[int]) -> dict[int, str]:
    """What a letter about each of these subscriptions is about, in a word."""
    return dict.fromkeys(numbers, _("Newsletter"))


def stop_page(message: Message) -> Question | None:
    """What `/u/<token>` shows; its one button is `no`: no more newsletter."""
    person = message.person
    if person is None:
        return None
    title = person.community.name
    if state(person) in OFF:
        sentence = _("You do not get the newsletter. Nothing more is needed.")
        return Question(title, sentence, None, None)
    sentence = _("Press the button, and no more newsletters come. Seats and membership stay.")
    return Question(title, sentence, None, _("Stop the newsletter"))
