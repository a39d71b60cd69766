"""Read one mail that came in and act on it; whatever goes wrong, the mail is kept for a person."""

import logging

from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from service.core.db import session
from service.core.due import where
from service.inbox import actions
from service.inbox.models import Inbound
from service.inbox.read import Reading
from workers.job import job
from workers.reader import read_guarded

log = logging.getLogger(__name__)


@job
def receive(inbound_id: int) -> None:
    reading = opened(inbound_id)
    if reading is None:
        return
    try:
        actions.handle(session.get_one(Inbound, inbound_id), reading)
        session.commit()
    except (OperationalError, RedisError):  # passing trouble: the queue tries again
        raise
    except Exception as error:  # noqa: BLE001  # a worker's edge: no mail is lost to a fault of ours
        log.error("mail %d could not be handled: %s", inbound_id, where(error))
        set_aside(inbound_id)


def opened(inbound_id: int) -> Reading | None:
    """What it says, read while nobody waits for the database: 40 MB take seconds."""
    inbound = actions.begin(inbound_id)
    kept = (inbound.raw, inbound.recipient, inbound.envelope_from) if inbound else None
    session.commit()
    return read_guarded(*kept) if kept else None


def set_aside(inbound_id: int) -> None:
    session.rollback()
    actions.set_aside(session.get_one(Inbound, inbound_id))
    session.commit()
