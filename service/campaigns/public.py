"""The letters anybody may read: the archive, each letter on the web, and a feed."""

import re

from flask import Blueprint, Response, abort, current_app, g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from emails.frame import palette
from service.campaigns import letters, queries
from service.campaigns.models import Campaign, Edition
from service.core.words import FALLBACK

pages = Blueprint("campaigns_public", __name__, url_prefix="/<community_slug>")
BODY = re.compile(r"(.*<body[^>]*>)(.*)(</body>.*)", re.DOTALL)
NEWEST = 20


@pages.get("/letters")
def archive() -> str:
    sent = queries.published(g.community)
    return render_template(
        "campaigns/pages/archive.html", letters=[(each, best(each)) for each in sent]
    )


@pages.get("/letters/<int:campaign_id>")
def letter(campaign_id: int) -> Response:
    """The letter as it was sent, in the nearest language, for nobody in particular."""
    campaign = queries.by_id(g.community, campaign_id)
    if campaign is None or campaign.started_at is None:
        abort(404)
    edition = best(campaign)
    before, inside, after = split(letters.on_the_web(edition).html)
    page = render_template(
        "campaigns/pages/letter.html",
        campaign=campaign,
        edition=edition,
        colours=palette(g.community.colour),
        before=Markup(before),
        inside=Markup(inside),
        after=Markup(after),
    )
    reply = Response(page)
    reply.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return reply


@pages.get("/letters.atom")
def feed() -> ResponseReturnValue:
    sent = queries.published(g.community)[:NEWEST]
    page = render_template(
        "campaigns/pages/feed.html",
        letters=[(each, best(each)) for each in sent],
        base=current_app.config["BASE_URL"],
    )
    return Response(page, mimetype="application/atom+xml")


def best(campaign: Campaign) -> Edition:
    """The edition in the language of this page, else the nearest."""
    spoken = {edition.language: edition for edition in campaign.editions}
    return next(spoken[code] for code in FALLBACK[g.language] if code in spoken)


def split(html: str) -> tuple[str, str, str]:
    """The page before its content, the content, and what follows."""
    parts = BODY.fullmatch(html)
    return (parts[1], parts[2], parts[3]) if parts else ("", html, "")
