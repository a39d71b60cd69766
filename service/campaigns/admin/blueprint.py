"""What all pages about letters share: the blueprint, the letter in question, who is at work."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from service.campaigns import queries
from service.campaigns.models import Campaign, Edition
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause

pages = Blueprint("campaigns_admin", __name__, url_prefix="/admin/<community_slug>/letters")
CODE = "<any(nb, nn, nl, en):code>"


def the_letter(campaign_id: int) -> Campaign:
    return queries.by_id(g.community, campaign_id) or abort(404)


def the_edition(campaign_id: int, code: str, *, lock: bool = False) -> Edition:
    return queries.edition(the_letter(campaign_id), code, lock=lock) or abort(404)


def staff() -> Cause:
    return Cause("admin", g.me.name)


def attempt(act: Callable[[], Any], said: str = "") -> bool:
    """Do it and commit; a refusal becomes a sentence on the next page. Whether it was done."""
    try:
        act()
        session.commit()
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "warning")
        return False
    if said:
        flash(said, "success")
    return True


def to(endpoint: str, **values: Any) -> ResponseReturnValue:
    return redirect(url_for(f"campaigns_admin.{endpoint}", **values), 303)
