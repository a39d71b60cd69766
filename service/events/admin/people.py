"""Who is coming, and the list at the door."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.events import HELPERS, WalkInForm
from forms.faults import blame
from forms.questions import ROLES
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.events import actions, letters, queries, rules
from service.events.admin.blueprint import kind_titles, pages, staff, the_event, the_guest
from service.events.models import Answer, Event
from service.signup import queries as forms

DATED = ("draft", "scheduled", "published")


@pages.get("/<int:event_id>")
@permit("look")
def event(event_id: int) -> str:
    found = the_event(event_id)
    state, sought = request.args.get("state", ""), request.args.get("q", "")
    form = forms.of(g.community, "events", found.id)
    answers = queries.answers_by_seat(found)
    states = rules.GONE if state == "cancelled" else (state,) if state else ()
    return render_template(
        "events/pages/admin_event.html",
        event=found,
        titles=kind_titles(),
        counted=queries.counts(found),
        rows=queries.rows(found, states, sought, spoken(answers)),
        answers=answers,
        said=said,
        helpers=HELPERS,
        tasks=queries.tasks([found]).get(found.id, []) if found.state != "cancelled" else [],
        task_words=letters.TASKS,
        tracks=queries.tracks(found) if found.tracks else [],
        state=state,
        words=sought,
        form_token=form.token if form else None,
        page_url=letters.address(found),
        missing=actions.missing(found) if found.state in ("draft", *rules.KNOWN) else [],
        advice=actions.advice(found, g.language) if found.state in DATED else [],
    )


def said(answer: Answer) -> str:
    """An answer as staff read it: our own codes in words, several with commas between them."""
    lines = answer.words.splitlines()
    if answer.question.kind == "consent":
        return str(_("yes"))
    return ", ".join(str(ROLES.get(line, line)) for line in lines)


def spoken(answers: Mapping[int, list[Answer]]) -> dict[int, str]:
    """What the search finds beside the name: every answer of a seat, as it is read."""
    return {seat: " ".join(said(each) for each in given) for seat, given in answers.items()}


@pages.post("/<int:event_id>/people/<int:number>/confirm")
@permit("arrange")
def confirm(event_id: int, number: int) -> ResponseReturnValue:
    guest = the_guest(event_id, number)
    if actions.confirm(guest, staff()):
        flash(_("%(name)s has the seat. The receipt is on its way.", name=guest.name), "success")
    return to_list(event_id, number)


@pages.post("/<int:event_id>/people/<int:number>/cancel")
@permit("arrange")
def cancel(event_id: int, number: int) -> ResponseReturnValue:
    guest = the_guest(event_id, number)
    if actions.cancel(guest, staff()):
        sentence = _("%(name)s has given up the seat. A receipt is on its way.", name=guest.name)
        flash(sentence, "success")
    return to_list(event_id, number)


@pages.post("/<int:event_id>/people/<int:number>/arrive")
@permit("check_in")
def arrive(event_id: int, number: int) -> ResponseReturnValue:
    actions.arrive(the_guest(event_id, number), staff())
    return to_list(event_id, number)


@pages.post("/<int:event_id>/people/<int:number>/undo")
@permit("check_in")
def undo(event_id: int, number: int) -> ResponseReturnValue:
    actions.undo_arrival(the_guest(event_id, number), staff())
    return to_list(event_id, number)


@pages.route("/<int:event_id>/door", methods=["GET", "POST"])
@permit("check_in")
def door(event_id: int) -> ResponseReturnValue:
    """The door list; a POST is a walk-in."""
    with_door(event_id)
    form = WalkInForm(formdata=request.form if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.validate():
            name, email = form.name.data, form.email.data or ""
            came = actions.walk_in(the_event(event_id), name, email, staff())
            return to_list(event_id, came.id)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    return show_door(the_event(event_id), form), 422 if request.method == "POST" else 200


@pages.get("/<int:event_id>/print")
@permit("check_in")
def paper(event_id: int) -> str:
    """Names to tick off and badges to cut out, for whoever trusts paper."""
    found = with_door(event_id)
    rows = queries.rows(found, rules.AT_THE_DOOR)
    return render_template("events/pages/admin_print.html", event=found, rows=rows)


def with_door(event_id: int) -> Event:
    """An event that one can come to: before it is published nobody is expected."""
    found = the_event(event_id)
    return abort(404) if found.state in ("draft", *rules.KNOWN) else found


def show_door(found: Event, form: WalkInForm) -> str:
    sought = request.args.get("q", "")
    return render_template(
        "events/pages/admin_door.html",
        event=found,
        rows=queries.rows(found, rules.AT_THE_DOOR, sought),
        counted=queries.counts(found),
        words=sought,
        form=form,
    )


def to_list(event_id: int, number: int) -> ResponseReturnValue:
    """Back to the list the button stood in, the door's or the event's: same search, same line."""
    session.commit()
    kept: dict[str, Any] = {
        name: request.args[name] for name in ("q", "state") if request.args.get(name)
    }
    page = "events_admin.door" if request.args.get("at") == "door" else "events_admin.event"
    return redirect(url_for(page, event_id=event_id, _anchor=f"g{number}", **kept), 303)
