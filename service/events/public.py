"""What anybody may see: the events of a community, each event with its form, and the door list.

The door page is for hosts without an account: whoever has its link may check people in.
"""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.events import WalkInForm
from forms.faults import blame
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import known
from service.events import actions, letters, queries, rules
from service.events.models import Event, Registration
from service.signup import queries as forms

pages = Blueprint("events_public", __name__)
HOST = Cause("link", who="door")


@pages.get("/<community_slug>/events")
def index() -> str:
    upcoming = queries.upcoming(g.community)
    taken = queries.taken_by_event(upcoming)
    past, early = queries.past(g.community, limit=12), queries.early(g.community)
    page = "events/pages/index.html"
    return render_template(page, upcoming=upcoming, taken=taken, past=past, early=early)


@pages.get("/<community_slug>/events/<slug>")
def event(slug: str) -> str:
    found = queries.by_slug(g.community, slug) or abort(404)
    form = forms.of(g.community, "events", found.id)
    target = url_for("signup.whole", token=form.token, lang=g.language) if form else None
    left = queries.free(found)
    return render_template(
        "events/pages/event.html",
        event=found,
        left=left,
        address=letters.address(found),
        structured=structured(found, left) if found.starts_at else None,
        form=queries.form_of(found, formdata=None),
        target=target,
    )


def structured(found: Event, left: int) -> dict[str, Any]:
    """What search engines and assistants read: schema.org/Event, as JSON-LD."""
    zone, here = ZoneInfo(found.community.zone), found.community
    off = found.state == "cancelled"
    address = letters.address(found)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": found.title,
        "description": found.summary,
        "startDate": found.start.astimezone(zone).isoformat(),
        "endDate": found.end.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if off else 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": found.place, "address": found.where},
        "organizer": {"@type": "Organization", "name": here.name, "email": here.sender_email},
        "maximumAttendeeCapacity": found.capacity,
        "remainingAttendeeCapacity": left,
        "isAccessibleForFree": True,
        "inLanguage": here.language,
        "url": address,
    }


@pages.get("/<community_slug>/events.ics")
def feed() -> Response:
    """What is coming, for anybody's calendar; nobody's name is in it."""
    text = letters.feed(g.community.name, queries.upcoming(g.community))
    return Response(text, mimetype="text/calendar")


@pages.get("/door/<token>")
def door(token: str) -> ResponseReturnValue:
    return show_door(door_event(token), WalkInForm(formdata=None))


@pages.post("/door/<token>/arrived/<int:number>")
def arrived(token: str, number: int) -> ResponseReturnValue:
    actions.arrive(guest(door_event(token), number), HOST)
    return back(token, number)


@pages.post("/door/<token>/undo/<int:number>")
def undo(token: str, number: int) -> ResponseReturnValue:
    actions.undo_arrival(guest(door_event(token), number), HOST)
    return back(token, number)


@pages.post("/door/<token>/walk-in")
def walk_in(token: str) -> ResponseReturnValue:
    found, form = door_event(token), WalkInForm()
    try:
        if form.validate():
            came = actions.walk_in(found, form.name.data, form.email.data or "", HOST)
            return back(token, came.id)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    return show_door(door_event(token), form), 422


def door_event(token: str) -> Event:
    found = queries.by_door(token) or abort(404)
    g.community = found.community
    g.language = known(request.args.get("lang")) or found.community.language
    return found


def guest(found: Event, number: int) -> Registration:
    return queries.registration(found, number) or abort(404)


def back(token: str, number: int) -> ResponseReturnValue:
    """To where the host was: the same search, the same line of the list."""
    session.commit()
    asked: dict[str, Any] = {
        name: request.args[name] for name in ("q", "lang") if request.args.get(name)
    }
    return redirect(url_for("events_public.door", token=token, _anchor=f"g{number}", **asked), 303)


def show_door(found: Event, form: WalkInForm) -> Response:
    words = request.args.get("q", "")
    reply = Response(
        render_template(
            "events/pages/door.html",
            event=found,
            token=found.door_token,
            rows=queries.rows(found, rules.AT_THE_DOOR, words),
            counted=queries.counts(found),
            words=words,
            form=form,
        )
    )
    reply.headers["X-Robots-Tag"] = "noindex"
    reply.headers["Cache-Control"] = "no-store"
    return reply
