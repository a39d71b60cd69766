"""The page of any form, whole (`/f/<token>`) or framed by a partner (`/embed/<token>`).

No cookie, no session, no CSRF token: nothing here acts for somebody signed in, so there is
nothing to forge, and a partner may post a plain HTML form. The feature's `embedded.py` offers
`ask(form) -> (FlaskForm, Shown)` and `take(form, filled, origin) -> Shown`.
"""

from pathlib import Path
from types import ModuleType

from flask import Blueprint, Response, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from forms.faults import blame
from service.core import limits, roles
from service.core.db import session
from service.core.refusal import Refusal
from service.core.words import known
from service.signup import queries, rules
from service.signup.models import SignupForm
from service.signup.rules import Origin, Shown

pages = Blueprint("signup", __name__)
LAYOUTS = {"framed": "core/pages/embed.html", "whole": "core/pages/base.html"}
A_MINUTE = 60  # posts from one address; a whole office shares one, a script needs more


@pages.get("/embed.js")
def snippet() -> Response:
    path = Path(current_app.static_folder or "") / "embed.js"
    reply = Response(path.read_bytes(), mimetype="text/javascript")
    reply.headers["Cache-Control"] = "public, max-age=3600"
    reply.headers["Access-Control-Allow-Origin"] = "*"
    return reply


@pages.route("/embed/<token>", methods=["GET", "POST"])
def framed(token: str) -> ResponseReturnValue:
    g.framed_by = "*"
    return answer(token, "framed")


@pages.route("/f/<token>", methods=["GET", "POST"])
def whole(token: str) -> ResponseReturnValue:
    return answer(token, "whole")


def answer(token: str, layout: str) -> ResponseReturnValue:
    form = queries.by_token(token) or abort(404)
    g.community = form.community
    g.language = known(request.args.get("lang")) or form.community.language
    feature = roles.find(form.feature, "embedded") or abort(404)
    filled, shown = feature.ask(form)
    if request.method == "POST":
        return posted(form, feature, filled, layout)
    return show(shown, layout, form, filled)


def posted(
    form: SignupForm, feature: ModuleType, filled: FlaskForm, layout: str
) -> ResponseReturnValue:
    """One action and one commit; a refusal shows the form again with everything typed in place."""
    try:
        limits.count(f"form:{request.remote_addr}", A_MINUTE, seconds=60)
        if filled.validate():
            shown = feature.take(form, filled, origin(form))
            session.commit()
            return show(shown, layout, form, filled)
    except Refusal as refusal:
        session.rollback()
        blame(filled, refusal)
    form = queries.by_token(form.token) or abort(404)
    g.community = form.community
    return show(feature.ask(form)[1], layout, form, filled), 422


def origin(form: SignupForm) -> Origin:
    source = rules.source(request.args.get("from", ""))
    return Origin(page=f"/f/{form.token}", source=source, language=g.language)


def show(shown: Shown, layout: str, form: SignupForm, filled: FlaskForm) -> str:
    target = request.full_path.rstrip("?")
    context = shown.context | {"form": filled, "target": target, "signup": form}
    return render_template(
        shown.template, layout=LAYOUTS[layout], framed=layout == "framed", **context
    )
