"""The hosted page of the join form."""

from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.signup import queries

PASSED_ON = ("lang", "from")
pages = Blueprint("members", __name__, url_prefix="/<community_slug>")


@pages.get("/join")
def join() -> ResponseReturnValue:
    form = queries.of(g.community, "members") or abort(404)
    query = urlencode({name: request.args[name] for name in PASSED_ON if name in request.args})
    page = url_for("signup.whole", token=form.token)
    return redirect(f"{page}?{query}" if query else page)
