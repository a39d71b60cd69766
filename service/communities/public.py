"""What anybody may see of a community itself: who answers for the data, its pictures."""

from flask import Blueprint, Response, abort, g, render_template

from service.communities import queries

pages = Blueprint("communities_public", __name__, url_prefix="/<community_slug>")
A_YEAR = "public, max-age=31536000, immutable"


@pages.get("/privacy")
def privacy() -> str:
    return render_template("communities/pages/privacy.html")


@pages.get("/accessibility")
def accessibility() -> str:
    return render_template("communities/pages/accessibility.html")


@pages.get("/pictures/<token>")
def picture(token: str) -> Response:
    """Its name changes with its content, so a reader's machine may keep it for ever."""
    found = queries.picture(g.community, token) or abort(404)
    reply = Response(found.content, mimetype=found.media_type)
    reply.headers["Cache-Control"] = A_YEAR
    reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply
