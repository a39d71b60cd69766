"""Deliver one message: claim it, commit, hand it over, note the answer, commit."""

import logging
from dataclasses import replace

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from service.core.db import session
from service.core.due import where
from service.outbox import actions, compose
from service.outbox.delivery import handover
from service.outbox.delivery.dkim import Signer
from service.outbox.delivery.handover import Result
from service.outbox.models import Message
from workers.job import job

log = logging.getLogger(__name__)


@job
def deliver(message_id: int) -> None:
    envelope = claimed(message_id)
    if envelope is not None:
        note(message_id, handover.hand_over(handover.relays(), envelope))


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
        return signed(compose.compose(message), message)
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001  # a worker's edge: one bad letter must not loop for ever
        log.error("message %d could not be written: %s", message.id, where(error))
        actions.unwritable(message)
        return None


def signed(envelope: compose.Envelope, message: Message) -> compose.Envelope:
    signer: Signer = current_app.extensions["dkim"]
    proof = signer.sign(envelope.content, at=message.created_at)
    return replace(envelope, content=proof + envelope.content)


def note(message_id: int, result: Result) -> None:
    message = session.get_one(Message, message_id, options=[joinedload(Message.person)])
    if result.taken:
        actions.sent(message, f"{result.code} {result.words}")
    elif result.doubt:
        actions.in_doubt(message, result.words)
    else:
        actions.refused(message, result.code, result.words)
    session.commit()
