"""What every mail's end has in common: its state, the letter it answers, and who said so."""

from flask import current_app

from service.core import clock, roles
from service.inbox.models import Inbound
from service.inbox.rules import Answer, Outcome
from service.outbox.actions import About
from service.outbox.models import Message

NEWS = ("stop", "pause")  # these mean the newsletter, whichever letter they answer


def respond(message: Message, answer: Answer) -> Outcome | None:
    """Tell the feature that asked. Stop and pause are about the newsletter.

    A feature whose letters are a list of their own (`STOPS`) is left there, and not here.
    """
    own = roles.find(message.about_feature, "replies")
    news = answer.say in NEWS and not getattr(own, "STOPS", False)
    replies = roles.find("signup", "replies") if news else own
    outcome: Outcome | None = replies.on_answer(message, answer) if replies else None
    return outcome


def about(inbound: Inbound) -> About:
    """An answer to our answer is understood by whoever wrote the first letter."""
    message = inbound.message
    return About(message.about_feature, message.about_id) if message else About("inbox", inbound.id)


def reference(inbound: Inbound, message: Message) -> str:
    """The Message-ID our receipt replies to: theirs, or our own letter's when theirs has none."""
    return inbound.reference or f"<{message.token}@{current_app.config['MAIL_DOMAIN']}>"


def finish(inbound: Inbound, state: str, reason: str, by: str = "") -> None:
    inbound.state, inbound.reason = state, reason
    inbound.handled_at, inbound.handled_by = clock.now(), by[:120]
