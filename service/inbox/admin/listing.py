"""The list: whose turn it is, who has taken it on, what is sought; and what machines sent."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.core import web
from service.core.db import session
from service.core.permits import permit
from service.core.words import gettext as _
from service.inbox import actions, queries
from service.inbox.admin.blueprint import pages
from service.inbox.admin.words import EMPTY, NONE_OF, TABS, WHOSE, why
from service.inbox.queries import Sought


@pages.get("")
@permit("look")
def waiting() -> str:
    tab, whose = request.args.get("tab", "open"), request.args.get("whose", "")
    sought, number = request.args.get("q", "")[:200], request.args.get("page", 1, type=web.number)
    if tab not in TABS or whose not in WHOSE or not 1 <= number <= 10_000:
        abort(404)
    asked = Sought(tab, sought, whose, g.me.id)
    rows = queries.threads(g.community, asked, number)
    shown = rows[: queries.PAGE]
    filed = queries.page(g.community, sought, number) if tab == "filed" else []
    context = {
        "tabs": TABS,
        "whose_turn": WHOSE,
        "asked": asked,
        "counts": queries.counts(g.community),
        "found": queries.how_many(g.community, asked) if sought else None,
        "number": number,
        "threads": shown,
        "foremost": queries.foremost(shown),
        "matters": queries.matters(g.community, shown),
        "mails": filed[: queries.PAGE],
        "more": max(len(rows), len(filed)) > queries.PAGE,
        "why": why,
        "empties": EMPTY,
        "free": NONE_OF,
    }
    return render_template("inbox/pages/list.html", **context)


@pages.post("/digest")
@permit("write")
def digest() -> ResponseReturnValue:
    """The morning mail, on or off, for whoever presses."""
    on = actions.switch_digest(g.me)
    session.commit()
    said = _("The morning mail comes on weekdays at seven.") if on else _("No more morning mail.")
    flash(said, "success")
    return redirect(url_for("inbox_admin.waiting"), 303)
