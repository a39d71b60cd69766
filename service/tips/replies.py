"""What an answer to “may we print it?” means: yes puts the tip on the shelf, no lets it go."""

from service.communities.models import Community
from service.contacts import actions as contacts
from service.core.trail import Cause
from service.core.words import gettext as _
from service.inbox.rules import Answer, Outcome, Question
from service.outbox.models import Message
from service.tips import actions, letters, queries, rules
from service.tips.models import Tip


def on_answer(message: Message, answer: Answer) -> Outcome | None:
    tip = the_tip(message)
    if tip is None:
        return None
    cause = Cause(answer.how, why=answer.evidence)
    if answer.say == "yes" and tip.state != rules.REFUSED:
        return yes(tip, answer, cause)
    if answer.say == "no" and tip.state in rules.MAY_STILL_REFUSE:
        receipt = letters.noted(tip, agreed=False)
        actions.refuse(tip, cause)
        actions.tell(tip, receipt, answer)
        return Outcome(_("We do not print it, and have deleted what you sent."))
    return None


def yes(tip: Tip, answer: Answer, cause: Cause) -> Outcome:
    contacts.verify(tip.person, cause)
    changed = actions.agree(tip, cause)
    if changed:
        actions.tell(tip, letters.noted(tip, agreed=True), answer)
    return Outcome(_("Thank you. An editor looks at it before it is printed."), changed)


def the_tip(message: Message) -> Tip | None:
    return queries.of_message(message.about_id, message.person) if message.person else None


def matters(community: Community, numbers: list[int]) -> dict[int, str]:
    """What each of these tips is called."""
    return queries.titles(community, numbers)


def question(message: Message) -> Question | None:
    tip = the_tip(message)
    if tip is None:
        return None
    if tip.state == rules.REFUSED:
        return Question(
            message.community.name, _("It is deleted, and we print nothing."), None, None
        )
    may_refuse = tip.state in rules.MAY_STILL_REFUSE
    no = _("No, do not print it") if may_refuse else None
    if tip.agreed_at is None:
        sentence = _("May we print what you sent us, with your name?")
        return Question(tip.title, sentence, _("Yes, print it"), no)
    if may_refuse:
        return Question(tip.title, _("You have said yes. An editor looks at it."), None, no)
    return Question(tip.title, _("You have said yes, and that is noted."), None, None)
