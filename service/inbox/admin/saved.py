"""Saved replies: words the team answers with often, in each language."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.faults import blame
from forms.inbox import SavedReplyForm
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.inbox import actions, queries
from service.inbox.admin.blueprint import pages
from service.inbox.models import SavedReply


@pages.route("/saved", methods=["GET", "POST"])
@permit("write")
def saved_replies() -> ResponseReturnValue:
    """All of them, and a form for one more."""
    form = SavedReplyForm().offer(g.community.languages)
    return kept(form, None)


@pages.route("/saved/<int:saved_id>", methods=["GET", "POST"])
@permit("write")
def saved_reply(saved_id: int) -> ResponseReturnValue:
    known = queries.saved_reply(g.community, saved_id) or abort(404)
    return kept(SavedReplyForm(obj=known).offer(g.community.languages), known)


@pages.post("/saved/<int:saved_id>/remove")
@permit("write")
def remove_saved(saved_id: int) -> ResponseReturnValue:
    known = queries.saved_reply(g.community, saved_id) or abort(404)
    actions.unsave(known)
    session.commit()
    flash(_("Removed."), "success")
    return redirect(url_for("inbox_admin.saved_replies"), 303)


def kept(form: SavedReplyForm, known: SavedReply | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            language, title, text = form.language.data, form.title.data, form.text.data
            actions.save_reply(g.community, known, language, title, text)
            session.commit()
            flash(_("Saved."), "success")
            return redirect(url_for("inbox_admin.saved_replies"), 303)
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    replies = queries.saved_replies(g.community)
    page = render_template("inbox/pages/saved.html", form=form, replies=replies, known=known)
    return page, status
