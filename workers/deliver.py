"""Deliver one message: claim it, commit, hand it over, note the answer, commit."""

import logging
import smtplib

from sqlalchemy.exc import SQLAlchemyError

from service.core.db import session
from service.core.due import where
from service.outbox import actions, compose, delivery
from service.outbox.delivery import Result
from service.outbox.models import Message
from workers.job import job

log = logging.getLogger(__name__)


@job
def deliver(message_id: int) -> None:
    envelope = claimed(message_id)
    if envelope is None:
        return
    try:
        with delivery.connection() as server:
            result = delivery.hand_over(server, envelope)
    except (smtplib.SMTPException, OSError) as error:
        result = Result(0, f"no connection: {type(error).__name__}")
    note(message_id, result)


def claimed(message_id: int) -> compose.Envelope | None:
    """The message ready to go, claim committed and session let go; None if it is not for us."""
    message = actions.claim(message_id)
    envelope = written(message) if message else None
    session.commit()
    session.remove()
    return envelope


def written(message: Message) -> compose.Envelope | None:
    """None when it cannot be put into words: then it ends as failed and is never tried again."""
    try:
        return compose.compose(message)
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001  # a worker's edge: one bad letter must not loop for ever
        log.error("message %d could not be written: %s", message.id, where(error))
        actions.unwritable(message)
        return None


def note(message_id: int, result: Result) -> None:
    message = session.get_one(Message, message_id)
    if result.taken:
        actions.sent(message, f"{result.code} {result.words}")
    else:
        actions.refused(message, result.code, result.words)
    session.commit()
