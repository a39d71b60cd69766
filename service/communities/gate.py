"""Who is asking, about which community, in which language: settled before any page runs.

Routes carry `<community_slug>`; pages find `g.community`, `g.me` and `g.language` in place and
`url_for` fills the slug in. A community one is not staff of does not exist (404).
"""

from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from service.communities import queries
from service.core.words import known

STAFF_AREA = "/admin/"
SIGN_IN = "desk_admin.sign_in"
OPEN_TO_ALL = (SIGN_IN, "desk_admin.enter")


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(take_slug)
    app.url_defaults(give_slug)
    app.url_defaults(give_language)
    app.before_request(enter)
    app.after_request(keep_private)


def take_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.slug = (values or {}).pop("community_slug", None)


def give_slug(endpoint: str, values: dict[str, Any]) -> None:
    if "community_slug" in values or not g.get("community"):
        return
    if current_app.url_map.is_endpoint_expecting(endpoint, "community_slug"):
        values["community_slug"] = g.community.slug


def give_language(endpoint: str, values: dict[str, Any]) -> None:
    """Whoever reads in another language than the community's keeps it from page to page."""
    if endpoint == "static" or not has_request_context() or not g.get("community"):
        return
    public = not request.path.startswith(STAFF_AREA)
    if public and g.get("language", g.community.language) != g.community.language:
        values.setdefault("lang", g.language)


def enter() -> ResponseReturnValue | None:
    g.community = g.me = g.account = None
    if request.path.startswith(STAFF_AREA):
        return enter_staff()
    if g.slug is not None:
        g.community = queries.by_slug(g.slug) or abort(404)
    g.language = spoken()
    return None


def enter_staff() -> ResponseReturnValue | None:
    g.account = queries.account(session.get("account", 0), session.get("epoch", -1))
    g.language = g.account.language if g.account else spoken()
    if g.slug is not None and g.account is not None:
        community = queries.by_slug(g.slug) or abort(404)
        g.me = queries.staff(g.account, community) or abort(404)
        g.community = community
    if g.account is None and request.endpoint not in OPEN_TO_ALL:
        return redirect(url_for(SIGN_IN, next=request.full_path))
    return None


def keep_private(response: Response) -> Response:
    """What staff have seen must not come back from the memory of a shared computer."""
    if request.path.startswith(STAFF_AREA):
        response.headers["Cache-Control"] = "no-store"
    return response


def spoken() -> str:
    """The language of a public page: asked for, else the community's, else the browser's."""
    asked = known(request.args.get("lang"))
    if asked:
        return asked
    if g.community is not None:
        return str(g.community.language)
    return known(request.accept_languages.best) or "nb"
