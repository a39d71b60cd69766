"""What all pages of the Inbox share: the blueprint, the mail or conversation in question."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from service.core.db import session
from service.core.refusal import Refusal
from service.inbox import queries
from service.inbox.models import Inbound, Thread

pages = Blueprint("inbox_admin", __name__, url_prefix="/admin/<community_slug>/inbox")


def the_mail(inbound_id: int) -> Inbound:
    return queries.by_id(g.community, inbound_id) or abort(404)


def the_thread(thread_id: int) -> Thread:
    return queries.thread_by_id(g.community, thread_id) or abort(404)


def attempt(act: Callable[[], Any], said: str) -> bool:
    """Do it and commit; a refusal becomes a sentence on the next page. Whether it was done."""
    try:
        act()
        session.commit()
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "danger")
        return False
    if said:
        flash(said, "success")
    return True


def to_list() -> ResponseReturnValue:
    return redirect(url_for("inbox_admin.waiting"), 303)


def to_mail(inbound_id: int) -> ResponseReturnValue:
    return redirect(url_for("inbox_admin.one", inbound_id=inbound_id), 303)
