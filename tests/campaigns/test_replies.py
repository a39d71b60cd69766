"""What an answer to a newsletter does."""

from datetime import timedelta

from service.campaigns import actions, replies
from service.core import clock
from service.core.db import session
from service.inbox.rules import Answer
from service.outbox import queries as posted
from service.outbox.models import Delivery


def test_a_yes_to_a_newsletter_is_left_to_a_person(letter, readers):
    actions.remember(letter("nb"), clock.now() - timedelta(days=1), readers(1))
    message = posted.of_delivery(*session.query(Delivery.mailing_id, Delivery.seq).one())
    assert message is not None
    assert replies.on_answer(message, Answer("yes", "reply", "<x@y>")) is None
    question = replies.question(message)
    assert (question.title, question.yes, question.no) == ("Hold av 20. januar 2027", None, None)
