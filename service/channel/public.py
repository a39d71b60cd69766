"""The archive, for members only: each mail carries the link that opens it to its reader."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.channel import actions, letters, queries
from service.channel.models import Channel, Seat
from service.core.db import session
from service.core.trail import Cause
from service.core.words import gettext as _
from service.core.words import known
from service.inbox.read.attachments import attachment

pages = Blueprint("channel_public", __name__, url_prefix="/<community_slug>/talk")


@pages.after_request
def keep_private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.get("/<token>")
def archive(token: str) -> str:
    """The conversations, the latest first, and how this reader gets them."""
    own, channel = here(token)
    posts = queries.sent(g.community)
    topics = {post.topic: post for post in reversed(posts)}
    return render_template(
        "channel/pages/archive.html",
        seat=own,
        channel=channel,
        topics=sorted(topics.values(), key=lambda post: post.id, reverse=True),
        counts={number: sum(post.topic == number for post in posts) for number in topics},
        address=letters.address(g.community),
    )


@pages.get("/<token>/<int:post_id>")
def topic(token: str, post_id: int) -> str:
    own, channel = here(token)
    first = queries.post_by_id(g.community, post_id)
    posts = queries.conversation(first) if first else []
    if not posts:
        abort(404)
    return render_template("channel/pages/topic.html", seat=own, channel=channel, posts=posts)


@pages.get("/<token>/<int:post_id>/<int:number>")
def attached(token: str, post_id: int, number: int) -> Response:
    """Always a file to save, and only one that is safe to open."""
    _own, _channel = here(token)
    post = queries.post_by_id(g.community, post_id)
    mail = queries.mail_of(post) if post and post.state == "sent" else None
    found = attachment(mail.raw, number) if mail else None
    if found is None or not found[0].safe:
        abort(404)
    reply = Response(found[1], mimetype="application/octet-stream")
    name = found[0].name or f"attachment-{number}"
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    reply.headers["X-Content-Type-Options"] = "nosniff"
    return reply


@pages.post("/<token>")
def choose(token: str) -> ResponseReturnValue:
    own, _channel = here(token)
    actions.choose(own, request.form.get("choice", ""), Cause("link"))
    session.commit()
    flash(_("Noted. It counts from the next post."), "success")
    return redirect(url_for("channel_public.archive", token=token), 303)


def here(token: str) -> tuple[Seat, Channel]:
    """The reader's seat, in this community; whoever has left as a Pådriver sees nothing."""
    own = queries.by_token(token) or abort(404)
    channel = queries.of(g.community) or abort(404)
    if own.community_id != g.community.id or not channel.open:
        abort(404)
    g.language = known(request.args.get("lang")) or own.person.language
    return own, channel
