"""The list at the door, for hosts without an account: whoever has its link may check people in.

With JavaScript the page works without a network too: `service/static/door.js` keeps what was done
in a queue on the phone and brings it to `sync`, where each act counts once.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from forms.events import WalkInForm
from forms.faults import blame
from service.core import clock
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import gettext as _
from service.core.words import known
from service.core.words import lazy_gettext as _l
from service.events import actions, queries, rules
from service.events.models import Event, Registration
from service.events.public.blueprint import pages
from service.events.rules import Act

HOST = Cause("link", who="door")
OPEN_FOR = timedelta(days=1)  # after the end; staff put the list right for thirty days
MOST_ACTS = 500
ENDED = _l("This link was for the day of the event. Staff can still put the list right.")


@pages.get("/door/worker.js")
def worker() -> Response:
    """The service worker, here so that its scope is the doors and nothing else."""
    path = Path(current_app.static_folder or "") / "door-worker.js"
    reply = Response(path.read_bytes(), mimetype="text/javascript")
    reply.headers["Cache-Control"] = "no-cache"
    return reply


@pages.post("/door/<token>/sync")
def sync(token: str) -> ResponseReturnValue:
    """What was done on this phone since it last came by; the phone then asks for the page anew."""
    found = door_event(token)
    acts = told(request.get_json(silent=True))
    if acts is None:
        return jsonify(error=_("This cannot be read as a list of what was done at the door.")), 400
    refused: dict[str, str] = {}
    for act in acts:
        try:
            actions.at_the_door(found, act, HOST)
            session.commit()
        except Refusal as refusal:
            session.rollback()
            refused[act.nonce] = str(refusal.sentence)
            found = door_event(token)
    return jsonify(refused=refused)


def told(asked: Any) -> list[Act] | None:
    """The acts in a request, or None if it is no list of acts."""
    acts = asked.get("acts") if isinstance(asked, dict) else None
    if not isinstance(acts, list) or len(acts) > MOST_ACTS:
        return None
    found = [Act.read(each) for each in acts]
    return None if None in found else [act for act in found if act]


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
    """The event of a link, for as long as the link is good."""
    found = queries.by_door(token) or abort(404)
    if clock.now() > found.end + OPEN_FOR:
        raise Refusal("events.door", ENDED, status=410)
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
