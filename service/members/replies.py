"""What an answer by mail or button means for a membership."""

from service.communities.models import Community
from service.core.trail import Cause
from service.core.words import gettext as _
from service.inbox.rules import Answer, Outcome, Question
from service.members import actions, queries, rules
from service.members.models import Membership
from service.outbox.models import Message

RECEIPT = "members.left"
# A no to a letter that a manager wrote by hand answers the manager's own question.
OURS = ("members.confirm_membership", "members.declined", "members.welcome", RECEIPT)


def on_answer(message: Message, answer: Answer) -> Outcome | None:
    membership = queries.by_id(message.about_id)
    if membership is None:
        return None
    if answer.say == "yes":
        return back(membership, answer) if undoes(message, membership) else yes(membership, answer)
    if answer.say == "no" and message.letter in OURS:
        return no(membership, answer)
    return None


def undoes(message: Message, membership: Membership) -> bool:
    return message.letter == RECEIPT and membership.state == "left"


def back(membership: Membership, answer: Answer) -> Outcome:
    changed = actions.rejoin(membership.person, answer)
    return Outcome(_("Welcome back. You are a Pådriver again."), changed)


def yes(membership: Membership, answer: Answer) -> Outcome | None:
    cause = Cause(answer.how, why=answer.evidence)
    if actions.confirm(membership.person, cause, answer.evidence, answer.reference):
        return Outcome(_("Welcome. You are a Pådriver now, and a welcome letter is on its way."))
    if membership.state in rules.MEMBERS:
        return Outcome(_("You are a Pådriver already. Nothing more is needed."), changed=False)
    return None


def no(membership: Membership, answer: Answer) -> Outcome:
    if actions.leave(membership.person, answer):
        return Outcome(_("You have left as a Pådriver. A receipt that can undo it is on its way."))
    changed = actions.decline(membership.person, answer)
    return Outcome(_("That is noted. You are not registered as a Pådriver."), changed)


def matters(_community: Community, numbers: list[int]) -> dict[int, str]:
    """What a letter about each of these memberships is about, in a word."""
    return dict.fromkeys(numbers, _("Membership"))


def question(message: Message) -> Question | None:
    membership = queries.by_id(message.about_id)
    if membership is None:
        return None
    title = membership.person.community.name
    if membership.state in rules.MEMBERS:
        out = _("I no longer want to be a Pådriver")
        return Question(title, _("You are a Pådriver already. Nothing more is needed."), None, out)
    if undoes(message, membership):
        sentence = _("You have left as a Pådriver. Press the button, and you are one again.")
        return Question(title, sentence, _("Make me a Pådriver again"), None)
    if not membership.may_say_yes:
        return Question(title, _("You are not registered as a Pådriver."), None, None)
    return Question(
        title=title,
        sentence=_("You asked to become a Pådriver. Press the button, and you are one."),
        yes=_("Yes, I want to be a Pådriver"),
        no=_("No, it was not me") if membership.state == "pending" else None,
    )
