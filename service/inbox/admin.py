"""The Inbox: what came back and waits for a person, what was done with the rest."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.faults import blame
from forms.inbox import AnswerForm
from service.contacts import queries as people
from service.core import web
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.inbox import actions, queries
from service.inbox.models import Inbound
from service.inbox.rules import SAYS
from service.outbox import compose

pages = Blueprint("inbox_admin", __name__, url_prefix="/admin/<community_slug>/inbox")
TABS = {"waiting": _l("Waiting"), "applied": _l("Done"), "filed": _l("Filed")}
WHY = {
    "": _l("Understood and done"),
    "autoreply": _l("An automatic reply; nothing to do"),
    "by_hand": _l("Filed by hand"),
    "complaint": _l("Reported as spam; no more mail goes there"),
    "damaged": _l("Part of it was lost on its way"),
    "duplicate": _l("The same mail once more"),
    "no_letter": _l("Answers no letter that we know of"),
    "no_receipt": _l("No receipt may be sent to it, so nothing was changed"),
    "other": _l("A list or a machine wrote it"),
    "other_sender": _l("Written by somebody else than the letter went to"),
    "question": _l("The answer is noted; a question is left"),
    "reopened": _l("Put back by hand"),
    "returned": _l("A letter came back"),
    "delayed": _l("A letter is delayed; the mail server keeps trying"),
    "staff_letter": _l("Answers a letter to one of the team"),
    "unclear": _l("We could not tell what it answers"),
    "unknown_token": _l("Its address is not one we have given out"),
    "unread": _l("We could not read it; the mail itself is kept"),
}
BY_HAND = {"applied": _l("Noted by hand"), "answered": _l("Answered in words")}
ELSE = _l("It could not be settled by itself")
NOTED = {
    "yes": _l("Noted as yes."),
    "no": _l("Noted as no."),
    "stop": _l("The newsletter is stopped."),
}


@pages.get("")
@permit("look")
def waiting() -> str:
    tab = request.args.get("tab", "waiting")
    sought, number = request.args.get("q", "")[:200], request.args.get("page", 1, type=web.number)
    if tab not in queries.TABS or not 1 <= number <= 10_000:
        abort(404)
    rows = queries.page(g.community, tab, sought, number)
    context = {
        "tabs": TABS,
        "tab": tab,
        "counts": queries.counts(g.community),
        "found": queries.found(g.community, tab, sought) if sought else None,
        "sought": sought,
        "number": number,
        "mails": rows[: queries.PAGE],
        "more": len(rows) > queries.PAGE,
        "why": why,
    }
    return render_template("inbox/pages/list.html", **context)


@pages.get("/<int:inbound_id>")
@permit("look")
def one(inbound_id: int) -> str:
    return page(mail(inbound_id), AnswerForm())


@pages.get("/<int:inbound_id>/source")
@permit("look")
def source(inbound_id: int) -> Response:
    """The mail byte for byte, as a file: nothing in it runs or loads in the browser."""
    found = mail(inbound_id)
    name = f'attachment; filename="mail-{found.id}.eml"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(found.raw, mimetype="application/octet-stream", headers=headers)


@pages.post("/<int:inbound_id>/settle")
@permit("write")
def settle(inbound_id: int) -> ResponseReturnValue:
    say = SAYS.get(request.form.get("say", ""))
    if say not in NOTED:
        abort(400)
    found = mail(inbound_id)
    try:
        outcome = actions.settle(found, g.me, say)
    except Refusal as refusal:
        return refused(inbound_id, refusal)
    receipt = _("A receipt is on its way.") if outcome.changed else _("It was so already.")
    return saved(f"{NOTED[say]} {receipt}")


@pages.post("/<int:inbound_id>/answer")
@permit("write")
def answer(inbound_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    if form.validate():
        try:
            actions.answer(mail(inbound_id), g.me, form.text.data.strip())
            return saved(_("Your answer is on its way."))
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
    return page(mail(inbound_id), form), 422


@pages.post("/<int:inbound_id>/file")
@permit("write")
def file(inbound_id: int) -> ResponseReturnValue:
    try:
        actions.file(mail(inbound_id), g.me)
    except Refusal as refusal:
        return refused(inbound_id, refusal)
    return saved(_("Filed. You find it under Filed, and can put it back from there."))


@pages.post("/<int:inbound_id>/reopen")
@permit("write")
def reopen(inbound_id: int) -> ResponseReturnValue:
    actions.reopen(mail(inbound_id), g.me)
    session.commit()
    flash(_("It waits for an answer again."), "success")
    return redirect(url_for("inbox_admin.one", inbound_id=inbound_id), 303)


def mail(inbound_id: int) -> Inbound:
    return queries.by_id(g.community, inbound_id) or abort(404)


def page(found: Inbound, form: AnswerForm) -> str:
    """Our own letter in brief: its subject is enough to remember it by."""
    sent = found.message if found.message and found.message.sent_at else None
    context = {
        "mail": found,
        "form": form,
        "why": why(found),
        "answers": queries.answers(found),
        "standing": people.standing(found.person) if found.person else (),
        "subject": compose.subject(sent) if sent else "",
    }
    return render_template("inbox/pages/mail.html", **context)


def why(found: Inbound) -> str:
    """By itself it was understood only if nobody had to deal with it."""
    if found.handled_by and not found.reason and found.state in BY_HAND:
        return str(BY_HAND[found.state])
    return str(WHY.get(found.reason, ELSE))


def refused(inbound_id: int, refusal: Refusal) -> ResponseReturnValue:
    session.rollback()
    flash(str(refusal.sentence), "danger")
    return redirect(url_for("inbox_admin.one", inbound_id=inbound_id), 303)


def saved(sentence: str) -> ResponseReturnValue:
    session.commit()
    flash(sentence, "success")
    return redirect(url_for("inbox_admin.waiting"), 303)
