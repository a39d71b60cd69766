"""The shelf: what readers sent for the newsletter, and where each of it stands."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import gettext as _
from service.tips import actions, letters, queries, rules
from service.tips.models import Tip

pages = Blueprint("tips_admin", __name__, url_prefix="/admin/<community_slug>/tips")
DONE = (rules.USED, rules.ASIDE)


@pages.get("")
@permit("look")
def shelf() -> str:
    return render_template(
        "tips/pages/shelf.html",
        tips=queries.shelf(g.community, *rules.SHELF),
        done=queries.shelf(g.community, *DONE, limit=50),
        address=letters.address(g.community),
    )


@pages.get("/photos/<int:photo_id>")
@permit("look")
def photo(photo_id: int) -> Response:
    """For staff alone: it is printed only when its author has said yes."""
    found = queries.photo(g.community, photo_id) or abort(404)
    reply = Response(found.content, mimetype=found.media_type)
    reply.headers["Cache-Control"] = "private, max-age=3600"
    reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply


@pages.post("/<int:tip_id>/aside")
@permit("write")
def aside(tip_id: int) -> ResponseReturnValue:
    tip = the_tip(tip_id)
    return attempt(lambda: actions.lay_aside(tip, staff()), _("It is put away."))


@pages.post("/<int:tip_id>/back")
@permit("write")
def back(tip_id: int) -> ResponseReturnValue:
    tip = the_tip(tip_id)
    return attempt(lambda: actions.take_back(tip, staff()), _("It is on the shelf again."))


@pages.post("/<int:tip_id>/agreed")
@permit("write")
def agreed(tip_id: int) -> ResponseReturnValue:
    """The author said yes in another way; who was told so, and how, stays in the trail."""
    tip, how = the_tip(tip_id), " ".join(request.form.get("how", "").split())[:200]
    if not how:
        flash(_("Write how the author told you, so that it can be shown later."), "warning")
        return redirect(url_for("tips_admin.shelf"), 303)
    cause = Cause("admin", g.me.name, how)
    return attempt(lambda: actions.agree(tip, cause), _("Noted. It may be printed."))


def the_tip(tip_id: int) -> Tip:
    return queries.by_id(g.community, tip_id) or abort(404)


def staff() -> Cause:
    return Cause("admin", g.me.name)


def attempt(act: Callable[[], Any], said: str) -> ResponseReturnValue:
    try:
        act()
        session.commit()
        flash(said, "success")
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "warning")
    return redirect(url_for("tips_admin.shelf"), 303)
