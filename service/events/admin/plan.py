"""Where staff plan events, see who is coming and meet them at the door."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.events import EventForm, WalkInForm
from forms.faults import blame
from service.core import web, words
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.events import actions, kinds, letters, queries, rules
from service.events.models import Event, Registration
from service.events.rules import Plan
from service.signup import queries as forms

pages = Blueprint("events_admin", __name__, url_prefix="/admin/<community_slug>/events")
TIMES = ("starts", "ends", "doors")
ALONG = ("capacity", "audience", "responsible", "place", "address", "meeting_point")


@pages.get("/")
@permit("look")
def index() -> str:
    upcoming, past = queries.upcoming(g.community), queries.past(g.community)
    return render_template(
        "events/pages/admin_index.html",
        upcoming=upcoming,
        past=past,
        drafts=queries.drafts(g.community),
        taken=queries.taken_by_event([*upcoming, *past]),
        titles=kind_titles(),
    )


@pages.route("/new", methods=["GET", "POST"])
@permit("arrange")
def new() -> ResponseReturnValue:
    form = asked(None)
    if request.method == "POST":
        return saved(form, None)
    return render_template("events/pages/admin_edit.html", form=form, event=None)


@pages.route("/<int:event_id>/edit", methods=["GET", "POST"])
@permit("arrange")
def edit(event_id: int) -> ResponseReturnValue:
    event = the_event(event_id)
    form = asked(event)
    if request.method == "POST":
        return saved(form, event)
    return render_template("events/pages/admin_edit.html", form=form, event=event)


@pages.get("/<int:event_id>")
@permit("look")
def event(event_id: int) -> str:
    found = the_event(event_id)
    state, sought = request.args.get("state", ""), request.args.get("q", "")
    form = forms.of(g.community, "events", found.id)
    states = rules.GIVEN_UP if state == "cancelled" else (state,) if state else ()
    return render_template(
        "events/pages/admin_event.html",
        event=found,
        titles=kind_titles(),
        counted=queries.counts(found),
        rows=queries.rows(found, states, sought),
        state=state,
        words=sought,
        form_token=form.token if form else None,
        page_url=letters.address(found),
        missing=actions.missing(found) if found.state == "draft" else [],
    )


@pages.post("/<int:event_id>/publish")
@permit("arrange")
def publish(event_id: int) -> ResponseReturnValue:
    try:
        actions.publish(the_event(event_id), staff())
        session.commit()
        flash(_("Published. Everybody can see it now, and registration is open."), "success")
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "warning")
    return redirect(url_for("events_admin.event", event_id=event_id), 303)


@pages.post("/<int:event_id>/registration")
@permit("arrange")
def registration(event_id: int) -> ResponseReturnValue:
    """Close or reopen registration."""
    change = actions.reopen if request.form.get("act") == "reopen" else actions.close
    change(the_event(event_id), staff())
    session.commit()
    return redirect(url_for("events_admin.event", event_id=event_id), 303)


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
    if the_event(event_id).state == "draft":
        abort(404)
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


def asked(event: Event | None) -> EventForm:
    """The form as it stands; a new one may take over what a `like` event had."""
    like = request.args.get("like", type=web.number)
    form = EventForm(data=written(event) if event else copied(like) if like else None)
    form.offer(kind_titles())
    return form


def saved(form: EventForm, event: Event | None) -> ResponseReturnValue:
    number = event.id if event else None
    try:
        if form.validate():
            kept = keep(event, planned(form))
            session.commit()
            return redirect(url_for("events_admin.event", event_id=kept.id), 303)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    event = the_event(number) if number else None
    return render_template("events/pages/admin_edit.html", form=form, event=event), 422


def keep(event: Event | None, plan: Plan) -> Event:
    if event is None:
        return actions.draft(g.community, plan, staff())
    return actions.edit(event, plan, staff())


def planned(form: EventForm) -> Plan:
    """The typed times are the community's own; the day is said once."""
    zone, day = g.community.zone, form.date.data
    if day is None and any(form[name].data for name in TIMES):
        sentence = _l("Choose the date, or leave the times empty.")
        raise Refusal("events.date", sentence, field="date")
    times = {
        name: rules.local(zone, datetime.combine(day, form[name].data))
        for name in TIMES
        if day and form[name].data
    }
    closes = form.closes.data
    return Plan(
        kind_name=form.kind.data,
        title=form.title.data,
        summary=form.summary.data or "",
        programme=form.programme.data or "",
        starts_at=times.get("starts"),
        ends_at=times.get("ends"),
        doors_at=times.get("doors"),
        place=form.place.data or "",
        address=form.address.data or "",
        meeting_point=form.meeting_point.data or "",
        note=form.note.data or "",
        capacity=form.capacity.data,
        audience=form.audience.data,
        responsible=form.responsible.data or "",
        closes_at=rules.local(zone, closes) if closes else None,
    )


def written(event: Event) -> dict[str, object]:
    """The event as the form writes it: day and times apart, in the community's own zone."""
    zone = ZoneInfo(event.community.zone)
    start, end, doors, closes = (
        moment.astimezone(zone).replace(tzinfo=None) if moment else None
        for moment in (event.starts_at, event.ends_at, event.doors_at, event.closes_at)
    )
    texts = ("title", "summary", "programme", "note", *ALONG)
    return {name: getattr(event, name) for name in texts} | {
        "kind": event.kind_name,
        "date": start.date() if start else None,
        "starts": start.time() if start else None,
        "ends": end.time() if end else None,
        "doors": doors.time() if doors else None,
        "closes": closes,
    }


def copied(like: int) -> dict[str, object] | None:
    """What the next one shares with the last: everything but the day and the words."""
    found = queries.by_id(g.community, like)
    if found is None:
        return None
    kept = ("kind", "starts", "ends", "doors", *ALONG)
    return {name: value for name, value in written(found).items() if name in kept}


def kind_titles() -> dict[str, str]:
    return {name: words.pick(kind.title, g.language) for name, kind in kinds.every().items()}


def the_event(event_id: int) -> Event:
    return queries.by_id(g.community, event_id) or abort(404)


def the_guest(event_id: int, number: int) -> Registration:
    return queries.registration(the_event(event_id), number) or abort(404)


def staff() -> Cause:
    return Cause("admin", who=g.me.name)


def to_list(event_id: int, number: int) -> ResponseReturnValue:
    """Back to the list the button stood in, the door's or the event's: same search, same line."""
    session.commit()
    kept: dict[str, Any] = {
        name: request.args[name] for name in ("q", "state") if request.args.get(name)
    }
    page = "events_admin.door" if request.args.get("at") == "door" else "events_admin.event"
    return redirect(url_for(page, event_id=event_id, _anchor=f"g{number}", **kept), 303)
