"""Where staff plan events: drafted, edited, published, closed, called off."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape

from forms.events import CallOffForm, EventForm
from forms.faults import blame
from service.core import web
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.core.words import ngettext
from service.events import actions, queries, rules
from service.events.admin.blueprint import kind_titles, pages, staff, the_event
from service.events.models import Event
from service.events.rules import Plan

MOMENTS = ("starts_at", "ends_at", "doors_at", "closes_at", "opens_at")
MORNING = time(8)
WHERE = ("place", "address", "meeting_point", "online_url", "access", "photos")
TIMES = ("starts", "ends", "doors")
ALONG = ("organisers", "capacity", "guests_most", "audience", "responsible", *WHERE)


@pages.get("/")
@permit("look")
def index() -> str:
    upcoming, past = queries.upcoming(g.community), queries.past(g.community)
    return render_template(
        "events/pages/admin_index.html",
        upcoming=upcoming,
        past=past,
        drafts=queries.drafts(g.community),
        early=queries.early(g.community),
        taken=queries.taken_by_event([*upcoming, *past]),
        titles=kind_titles(),
        framed_list=framed_list(),
    )


def framed_list() -> str:
    """What a partner pastes to show our events; without scripts it is a plain link."""
    base, here = current_app.config["BASE_URL"], g.community
    title = escape(here.name)
    return (
        f'<script src="{base}/embed.js" async></script>\n'
        f'<paadriv-form src="{base}/embed/{here.slug}/events" title="{title}">'
        f'<a href="{base}/{here.slug}/events">{title}</a></paadriv-form>'
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


@pages.route("/<int:event_id>/call-off", methods=["GET", "POST"])
@permit("arrange")
def call_off(event_id: int) -> ResponseReturnValue:
    """First a page that says who will hear of it; pressing its button tells them."""
    found, form = the_event(event_id), CallOffForm()
    if request.method == "POST" and form.validate():
        return called_off(found, form.reason.data or "")
    told = len(queries.rows(found, rules.TOLD))
    status = 422 if request.method == "POST" else 200
    page = "events/pages/admin_call_off.html"
    return render_template(page, event=found, form=form, told=told), status


def called_off(found: Event, reason: str) -> ResponseReturnValue:
    number = found.id
    try:
        told = actions.call_off(found, reason, staff())
        session.commit()
        words = ngettext(
            "It is called off. %(num)s person is told.",
            "It is called off. %(num)s people are told.",
            told,
        )
        flash(words, "success")
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "warning")
    return redirect(url_for("events_admin.event", event_id=number), 303)


@pages.post("/<int:event_id>/registration")
@permit("arrange")
def registration(event_id: int) -> ResponseReturnValue:
    """Close or reopen registration."""
    change = actions.reopen if request.form.get("act") == "reopen" else actions.close
    change(the_event(event_id), staff())
    session.commit()
    return redirect(url_for("events_admin.event", event_id=event_id), 303)


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
            ask_alike(kept, event)
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


def ask_alike(kept: Event, known: Event | None) -> None:
    """A new event planned like an earlier one asks the same questions."""
    like = request.args.get("like", type=web.number)
    model = queries.by_id(g.community, like) if like and known is None else None
    if model is not None:
        actions.ask_the_same(kept, model)


def planned(form: EventForm) -> Plan:
    texts = ("summary", "programme", "note", "season", *WHERE, "responsible", "organisers")
    written: dict[str, Any] = {name: form[name].data or "" for name in texts}
    return Plan(
        kind_name=form.kind.data,
        title=form.title.data,
        capacity=form.capacity.data,
        guests_most=form.guests_most.data,
        audience=form.audience.data,
        tracks=form.tracks.data or "",
        **written,
        **moments(form),
    )


def moments(form: EventForm) -> dict[str, Any]:
    """The typed times are the community's own; the day is said once."""
    zone, day = g.community.zone, form.date.data
    if day is None and any(form[name].data for name in TIMES):
        sentence = _l("Choose the date, or leave the times empty.")
        raise Refusal("events.date", sentence, field="date")
    times = {
        f"{name}_at": rules.local(zone, datetime.combine(day, form[name].data))
        for name in TIMES
        if day and form[name].data
    }
    closes, opens = form.closes.data, form.opens.data
    return times | {
        "closes_at": rules.local(zone, closes) if closes else None,
        "opens_at": rules.local(zone, datetime.combine(opens, MORNING)) if opens else None,
    }


def written(event: Event) -> dict[str, object]:
    """The event as the form writes it: day and times apart, in the community's own zone."""
    zone = ZoneInfo(event.community.zone)
    start, end, doors, closes, opens = (
        moment.astimezone(zone).replace(tzinfo=None) if moment else None
        for moment in (getattr(event, name) for name in MOMENTS)
    )
    texts = ("title", "summary", "programme", "note", "season", *ALONG)
    return {name: getattr(event, name) for name in texts} | {
        "tracks": "\n".join(track.line for track in event.tracks),
        "kind": event.kind_name,
        "date": start.date() if start else None,
        "starts": start.time() if start else None,
        "ends": end.time() if end else None,
        "doors": doors.time() if doors else None,
        "closes": closes,
        "opens": opens.date() if opens else None,
    }


def copied(like: int) -> dict[str, object] | None:
    """What the next one shares with the last: everything but the day and the words."""
    found = queries.by_id(g.community, like)
    if found is None:
        return None
    kept = ("kind", "starts", "ends", "doors", "tracks", *ALONG)
    return {name: value for name, value in written(found).items() if name in kept}
