"""Each minute: every feature's `due(now)`, each in its own transaction."""

import logging

from service.core import clock, roles
from service.core.db import session
from service.core.due import where
from workers.job import job

log = logging.getLogger(__name__)


@job
def tick() -> None:
    for feature in roles.load("due"):
        try:
            feature.due(clock.now())
            session.commit()
        except Exception as error:  # noqa: BLE001  # a worker's edge: the other features go on
            session.rollback()
            log.error("%s failed: %s", feature.__name__, where(error))
