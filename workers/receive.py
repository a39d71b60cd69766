"""Read one mail that came in and act on it; whatever goes wrong, the mail is kept for a person."""

import logging

from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from service.core.db import session
from service.inbox import actions
from service.inbox.models import Inbound
from workers.job import job, where

log = logging.getLogger(__name__)


@job
def receive(inbound_id: int) -> None:
    inbound = actions.begin(inbound_id)
    session.commit()
    if inbound is None:
        return
    try:
        actions.handle(inbound)
        session.commit()
    except (OperationalError, RedisError):  # passing trouble: the queue tries again
        raise
    except Exception as error:  # noqa: BLE001  # a worker's edge: no mail is lost to a fault of ours
        log.error("mail %d could not be handled: %s", inbound_id, where(error))
        set_aside(inbound_id)


def set_aside(inbound_id: int) -> None:
    session.rollback()
    actions.set_aside(session.get_one(Inbound, inbound_id))
    session.commit()
