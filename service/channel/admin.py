"""Where staff open the channel, and look at posts of those who are new in it."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.channel import ChannelForm
from forms.faults import blame
from service.channel import actions, letters, queries
from service.channel.models import Post
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _

pages = Blueprint("channel_admin", __name__, url_prefix="/admin/<community_slug>/channel")


@pages.route("", methods=["GET", "POST"])
@permit("write")
def channel() -> ResponseReturnValue:
    known = queries.of(g.community)
    form = ChannelForm(obj=known) if known else ChannelForm(data={"moderation": "first"})
    if form.validate_on_submit():
        try:
            told = form.name.data, form.about.data or "", form.moderation.data
            actions.set_up(g.community, *told, is_open=form.open.data)
            session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("channel_admin.channel"), 303)
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
    context = {
        "form": form,
        "known": known,
        "address": letters.address(g.community),
        "held": queries.held(g.community),
        "sent": queries.sent(g.community, limit=20),
        "members": len(queries.members(g.community)),
    }
    status = 422 if request.method == "POST" else 200
    return render_template("channel/pages/channel.html", **context), status


@pages.post("/<int:post_id>/approve")
@permit("write")
def approve(post_id: int) -> ResponseReturnValue:
    trust = request.form.get("say") == "trust"
    written = the_post(post_id)
    return decided(lambda: actions.approve(written, g.me, trust=trust), _("It is sent on."))


@pages.post("/<int:post_id>/refuse")
@permit("write")
def refuse(post_id: int) -> ResponseReturnValue:
    written = the_post(post_id)
    return decided(lambda: actions.refuse(written, g.me), _("It goes to nobody."))


@pages.post("/<int:post_id>/remove")
@permit("write")
def remove(post_id: int) -> ResponseReturnValue:
    written = the_post(post_id)
    return decided(lambda: actions.remove(written, g.me), _("It is taken out of the archive."))


def the_post(post_id: int) -> Post:
    return queries.post_by_id(g.community, post_id) or abort(404)


def decided(act: Callable[[], None], said: str) -> ResponseReturnValue:
    try:
        act()
        session.commit()
        flash(said, "success")
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "warning")
    return redirect(url_for("channel_admin.channel"), 303)
