"""What time takes away: the words of mail that has long been dealt with (GDPR art. 5(1)(e))."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, update

from service.core.db import session
from service.inbox import queries
from service.inbox.models import Inbound, Note, Thread

WORDS = ("sender_name", "subject", "own_words", "full_text", "envelope_from")


def forget(now: datetime) -> int:
    """Take the bytes and words of old mail away, and keep what it led to; how many there were.

    Whose mail it was stays known by its person; without one, nothing tells any more.
    """
    before = now - timedelta(days=current_app.config["SETTINGS"].keep_mail_days)
    old = queries.outlived(before)
    if old:
        forget_these(old, now)
    still(before)
    return len(old)


def forget_these(mails: list[int], now: datetime) -> None:
    blank = dict.fromkeys(WORDS, "") | {"raw": b"", "found": {}, "forgotten_at": now}
    session.execute(update(Inbound).where(Inbound.id.in_(mails)).values(blank | {"sender": ""}))


def still(before: datetime) -> None:
    """Conversations that came to rest so long ago lose their words too."""
    if ended := queries.at_rest(before):
        session.execute(delete(Note).where(Note.thread_id.in_(ended)))
        session.execute(update(Thread).where(Thread.id.in_(ended)).values(subject="", name=""))
    for message in queries.answered_before(before):
        known = message.fields.items()
        message.fields = {name: "" if isinstance(value, str) else value for name, value in known}
