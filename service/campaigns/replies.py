"""What an answer to a newsletter means: a person reads it. Stop is the same for all news: inbox."""

from service.core.words import gettext as _
from service.inbox.rules import Answer, Outcome, Question
from service.outbox.models import Message


def on_answer(_message: Message, _answer: Answer) -> Outcome | None:
    """A letter to many may ask several things, so yes alone is not clear enough to act on."""
    return None


def question(message: Message) -> Question:
    """A letter to many has no button of its own: its answers are words."""
    return Question(
        title=message.print.subject if message.print else message.community.name,
        sentence=_("Answer the letter itself, and a person will read what you write."),
        yes=None,
        no=None,
    )
