"""One mail in its conversation: read it, see it safely, note or write the answer."""

from datetime import datetime
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.faults import blame
from forms.inbox import AnswerForm, NoteForm
from service.contacts import queries as people
from service.contacts.admin import ADDRESSES
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.inbox import actions, queries
from service.inbox.admin.blueprint import attempt, pages, the_mail, to_list, to_mail
from service.inbox.admin.words import NEXT, SORTS, STATES, size, told, why
from service.inbox.models import Inbound
from service.inbox.read.attachments import attachment, attachments
from service.inbox.read.html import html_of
from service.inbox.rules import SAYS
from service.outbox import compose
from service.outbox.models import Message

NOTED = {
    "yes": _l("Noted as yes."),
    "no": _l("Noted as no."),
    "stop": _l("The newsletter is stopped."),
}
# Nothing in the frame runs, loads, or leads anywhere by itself.
SHUT = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups"
)


@pages.get("/<int:inbound_id>")
@permit("look")
def one(inbound_id: int) -> str:
    return page(the_mail(inbound_id), AnswerForm())


@pages.get("/<int:inbound_id>/source")
@permit("look")
def source(inbound_id: int) -> Response:
    """The mail byte for byte, as a file: nothing in it runs or loads in the browser."""
    found = the_mail(inbound_id)
    return as_file(found.raw, f"mail-{found.id}.eml")


@pages.get("/<int:inbound_id>/html")
@permit("look")
def html(inbound_id: int) -> Response:
    """What it looks like, made safe, as a page of its own that our page frames."""
    found = the_mail(inbound_id)
    body = html_of(found.raw) or abort(404)
    shown = render_template("inbox/pages/html.html", body=body)
    return Response(shown, headers={"Content-Security-Policy": SHUT, "Cache-Control": "no-store"})


@pages.get("/<int:inbound_id>/attachment/<int:number>")
@permit("look")
def attached(inbound_id: int, number: int) -> Response:
    """Always a file to save, whatever it says it is."""
    found = attachment(the_mail(inbound_id).raw, number) or abort(404)
    told_of, data = found
    return as_file(data, told_of.name or f"attachment-{number}")


def as_file(data: bytes, name: str) -> Response:
    reply = Response(data, mimetype="application/octet-stream")
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Content-Type-Options"] = "nosniff"
    return reply


@pages.post("/<int:inbound_id>/settle")
@permit("write")
def settle(inbound_id: int) -> ResponseReturnValue:
    say = SAYS.get(request.form.get("say", ""))
    if say not in NOTED:
        abort(400)
    found = the_mail(inbound_id)
    try:
        outcome = actions.settle(found, g.me, say)
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "danger")
        return to_mail(inbound_id)
    session.commit()
    receipt = _("A receipt is on its way.") if outcome.changed else _("It was so already.")
    flash(f"{NOTED[say]} {receipt}", "success")
    return to_list()


@pages.post("/<int:inbound_id>/answer")
@permit("write")
def answer(inbound_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    if "put" in request.form:
        return put_in(the_mail(inbound_id), form)
    if form.validate():
        try:
            actions.answer(the_mail(inbound_id), g.me, form.text.data.strip())
            session.commit()
            flash(_("Your answer is on its way."), "success")
            return to_list()
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
    return page(the_mail(inbound_id), form), 422


def put_in(found: Inbound, form: AnswerForm) -> str:
    """The words of a saved reply, after those that stand there; nothing is sent."""
    chosen = queries.saved_reply(g.community, request.form.get("saved", 0, type=int))
    typed = (form.text.data or "").rstrip()
    form.text.data = "\n\n".join(filter(None, (typed, chosen.text if chosen else "")))
    form.text.render_kw = {**form.text.render_kw, "autofocus": True}
    return page(found, form)


@pages.post("/<int:inbound_id>/file")
@permit("write")
def file(inbound_id: int) -> ResponseReturnValue:
    found = the_mail(inbound_id)
    said = _("Filed. You find it under Done, and can put it back from there.")
    if not attempt(lambda: actions.file(found, g.me), said):
        return to_mail(inbound_id)
    return to_list()


@pages.post("/<int:inbound_id>/reopen")
@permit("write")
def reopen(inbound_id: int) -> ResponseReturnValue:
    actions.reopen(the_mail(inbound_id), g.me)
    session.commit()
    flash(_("It waits for an answer again."), "success")
    return redirect(url_for("inbox_admin.one", inbound_id=inbound_id), 303)


def in_order(mails: list[Inbound], letters: list[Message]) -> list[tuple[str, datetime, Any]]:
    """Theirs and ours in one row, as time had them."""
    theirs = [("theirs", mail.received_at, mail) for mail in mails]
    ours = [("ours", letter.created_at, letter) for letter in letters]
    return sorted([*theirs, *ours], key=lambda each: each[1])


def page(found: Inbound, form: AnswerForm) -> str:
    """The whole conversation, and beside it what is known of the person and of this mail."""
    thread = found.thread
    whole, theirs = [thread] if thread else [], queries.mails_in(found)
    context = {
        "mail": found,
        "thread": thread,
        "foremost": queries.foremost(whole).get(thread.id) if thread else found,
        "matter": queries.matters(g.community, whole).get(thread.id) if thread else None,
        "form": form,
        "note_form": NoteForm(),
        "why": why,
        "told": list(told(found)),
        "next": NEXT.get(found.reason, ""),
        "state": STATES[thread.state] if thread else "",
        "conversation": in_order(theirs, queries.letters_in(found)),
        "seen": theirs[-1].id,
        "sorts": SORTS,
        "size": size,
        "subject_of": compose.subject,
        "attachments": attachments(found.raw) if found.attachments else (),
        "has_html": b"text/html" in found.raw.lower() and html_of(found.raw) != "",
        "address": ADDRESSES[found.person.address_state] if found.person else "",
        "standing": people.standing(found.person) if found.person else (),
        "saved": queries.saved_replies(g.community, found.person),
        "team": queries.team(g.community),
    }
    return render_template("inbox/pages/mail.html", **context)
