"""What the form of an event asks besides name and address, and what came of it."""

import csv
from collections import Counter
from io import StringIO
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.faults import blame
from forms.questions import KINDS, NEEDS, QuestionForm
from service.core import clock
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.seal import unseal
from service.core.words import gettext as _
from service.events import actions, queries, rules
from service.events.admin.blueprint import pages, staff, the_event, the_guest
from service.events.models import Event, Registration
from service.events.rules import Asking, Needs


@pages.route("/<int:event_id>/questions", methods=["GET", "POST"])
@permit("arrange")
def questions(event_id: int) -> ResponseReturnValue:
    """All that is asked; a POST adds one question."""
    form = QuestionForm(formdata=request.form if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.validate():
            actions.ask(the_event(event_id), wanted(form), staff())
            session.commit()
            return redirect(url_for("events_admin.questions", event_id=event_id), 303)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    event, status = the_event(event_id), 422 if request.method == "POST" else 200
    return render_template(
        "events/pages/admin_questions.html",
        event=event,
        form=form,
        questions=queries.questions(event),
        kinds=KINDS,
        sample=queries.form_of(event, formdata=None),
    ), status


def wanted(form: QuestionForm) -> Asking:
    return Asking(
        kind=form.kind.data,
        words=form.words.data,
        options=form.options.data or "",
        required=form.required.data,
        remember=form.remember.data,
    )


@pages.post("/<int:event_id>/questions/<int:number>/remove")
@permit("arrange")
def remove_question(event_id: int, number: int) -> ResponseReturnValue:
    event = the_event(event_id)
    question = queries.question(event, number) or abort(404)
    actions.ask_no_more(event, question, staff())
    session.commit()
    flash(_("The question is gone, and what was answered to it."), "success")
    return redirect(url_for("events_admin.questions", event_id=event_id), 303)


@pages.post("/<int:event_id>/questions/needs")
@permit("arrange")
def ask_needs(event_id: int) -> ResponseReturnValue:
    """Ask about food and access, or stop asking."""
    actions.ask_needs(the_event(event_id), request.form.get("act") == "ask", staff())
    session.commit()
    return redirect(url_for("events_admin.questions", event_id=event_id), 303)


@pages.post("/<int:event_id>/people/<int:number>/track")
@permit("arrange")
def track(event_id: int, number: int) -> ResponseReturnValue:
    """Move somebody to another track."""
    guest, chosen = the_guest(event_id, number), request.form.get("track", "")
    wanted = queries.track(guest.event, int(chosen)) if chosen.isdecimal() else None
    actions.choose(guest, wanted, staff())
    session.commit()
    kept: dict[str, Any] = {
        name: request.args[name] for name in ("q", "state") if request.args.get(name)
    }
    there = url_for("events_admin.event", event_id=event_id, _anchor=f"g{number}", **kept)
    return redirect(there, 303)


@pages.get("/<int:event_id>/needs")
@permit("arrange")
def needs(event_id: int) -> Response:
    """Counts for the kitchen, and below them who needs what, for the hosts."""
    event = the_event(event_id)
    told = opened(event)
    page = render_template(
        "events/pages/admin_needs.html", event=event, told=told, counted=counts(told), names=NEEDS
    )
    return private(Response(page))


@pages.get("/<int:event_id>/needs.csv")
@permit("arrange")
def needs_for_the_kitchen(event_id: int) -> Response:
    """How many of each; never who (domain A10)."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow([_("What"), _("How many")])
    rows.writerows(counts(opened(the_event(event_id))))
    reply = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    reply.headers["Content-Disposition"] = f'attachment; filename="needs-{event_id}.csv"'
    return private(reply)


def opened(event: Event) -> list[tuple[Registration, Needs]]:
    """What each has told; nothing once its time is over, whether or not the clock has been by."""
    if event.ends_at is None or event.ends_at + rules.NEEDS_KEPT <= clock.now():
        return []
    found = [(seat, unseal(each.sealed)) for seat, each in queries.needs_of(event)]
    return [(seat, Needs.unpacked(words)) for seat, words in found if words is not None]


def counts(told: list[tuple[Registration, Needs]]) -> list[tuple[str, int]]:
    counted = Counter(code for _seat, needs in told for code in needs.codes)
    rows = [(str(label), counted[code]) for code, label in NEEDS.items() if counted[code]]
    other = sum(1 for _seat, needs in told if needs.words)
    return [*rows, (_("Something else: ask the hosts"), other)] if other else rows


def private(reply: Response) -> Response:
    reply.headers["Cache-Control"] = "no-store"
    return reply
