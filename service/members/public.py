"""The hosted page of the join form."""

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.signup import queries

pages = Blueprint("members", __name__, url_prefix="/<community_slug>")


@pages.get("/join")
def join() -> ResponseReturnValue:
    form = queries.of(g.community, "members") or abort(404)
    asked = {name: request.args[name] for name in ("lang", "from") if name in request.args}
    return redirect(url_for("signup.whole", token=form.token, **asked))
