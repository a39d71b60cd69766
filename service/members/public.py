"""The hosted page of the join form."""

from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.signup import queries

PASSED_ON = ("lang", "from")
pages = Blueprint("members", __name__, url_prefix="/<community_slug>")


@pages.get("/join")
def join() -> ResponseReturnValue:
    form = queries.of(g.community, "members") or abort(404)
    asked: dict[str, Any] = {name: request.args.get(name) for name in PASSED_ON}
    return redirect(url_for("signup.whole", token=form.token, **asked))
