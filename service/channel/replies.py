"""What an answer to a letter of the channel means: stop leaves the channel, not the newsletter."""

from service.channel import actions, queries, rules
from service.communities.models import Community
from service.core.trail import Cause
from service.core.words import gettext as _
from service.inbox.rules import Answer, Outcome, Question
from service.outbox.models import Message

RECEIPT = "channel.switched_off"
STOPS = True  # its letters are left here, whatever letter says stop elsewhere


def on_answer(message: Message, answer: Answer) -> Outcome | None:
    if message.person is None:
        return None
    if answer.say == "stop":
        changed = actions.leave(message.person, answer)
        said = _("You get no more mail from the channel. You are still a Pådriver.")
        return Outcome(said, changed)
    if answer.say == "yes" and message.letter == RECEIPT:
        cause = Cause(answer.how, why=answer.evidence)
        changed = actions.choose(actions.seat(message.person), rules.SINGLE, cause)
        return Outcome(_("The letters from the channel come to you again."), changed)
    return None


def undo(message: Message) -> None:
    cause = Cause("link", why="undone")
    actions.choose(actions.seat(message.recipient), rules.SINGLE, cause)


def matters(community: Community, numbers: list[int]) -> dict[int, str]:
    """The conversation that each of these posts belongs to, by its first subject."""
    return queries.subjects(community, numbers)


def question(message: Message) -> Question:
    title = message.community.name
    own = queries.seat_of(message.recipient)
    if message.letter == RECEIPT and own is not None and own.choice == rules.OFF:
        sentence = _("You switched off the letters from the channel.")
        return Question(title, sentence, _("Switch them on again"), None)
    sentence = _("Answer the letter itself, and all in the channel read what you write.")
    return Question(title, sentence, None, None)


def stop_page(message: Message) -> Question | None:
    channel = queries.of(message.community)
    if message.person is None or channel is None:
        return None
    own = queries.seat_of(message.person)
    if own is not None and own.choice == rules.OFF:
        sentence = _("You get no mail from the channel. Nothing more is needed.")
        return Question(channel.name, sentence, None, None)
    sentence = _("Press the button, and no more mail comes from the channel. All else stays.")
    return Question(channel.name, sentence, None, _("No more mail from the channel"))
