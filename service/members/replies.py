"""What an answer by mail or button means for a membership."""

from service.core.trail import Cause
from service.core.words import gettext as _
from service.inbox.rules import Answer, Outcome, Question
from service.members import actions, queries, rules
from service.members.models import Membership
from service.outbox.models import Message


def on_answer(message: Message, answer: Answer) -> Outcome | None:
    membership = queries.by_id(message.about_id)
    if membership is None:
        return None
    if answer.say == "yes":
        return yes(membership, answer)
    if answer.say == "no" and membership.state == "pending":
        actions.leave(membership.person, Cause(answer.how, why=answer.evidence), answer.evidence)
        return Outcome(_("That is noted. You are not registered as a Pådriver."))
    return None


def yes(membership: Membership, answer: Answer) -> Outcome | None:
    cause = Cause(answer.how, why=answer.evidence)
    if actions.confirm(membership.person, cause, answer.evidence, answer.reference):
        return Outcome(_("Welcome. You are a Pådriver now, and a welcome letter is on its way."))
    if membership.state in rules.MEMBERS:
        return Outcome(_("You are a Pådriver already. Nothing more is needed."), changed=False)
    return None


def question(message: Message) -> Question | None:
    membership = queries.by_id(message.about_id)
    if membership is None:
        return None
    title = membership.person.community.name
    if membership.state in rules.MEMBERS:
        return Question(title, _("You are a Pådriver already. Nothing more is needed."), None, None)
    if not membership.may_say_yes:
        return Question(title, _("You are not registered as a Pådriver."), None, None)
    return Question(
        title=title,
        sentence=_("You asked to become a Pådriver. Press the button, and you are one."),
        yes=_("Yes, I want to be a Pådriver"),
        no=_("No, it was not me") if membership.state == "pending" else None,
    )
