"""Who cannot come may ask to be told what came of it: a page with one button."""

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from service.core.db import session
from service.core.trail import Cause
from service.core.words import known
from service.events import actions, queries
from service.events.models import Registration
from service.events.public.blueprint import pages

LINK = Cause("link", why="notes")


@pages.get("/notes/<token>")
def notes(token: str) -> str:
    return shown(seat(token))


@pages.post("/notes/<token>")
def want_notes(token: str) -> ResponseReturnValue:
    actions.want_notes(seat(token), LINK)
    session.commit()
    return shown(seat(token))


def seat(token: str) -> Registration:
    found = queries.by_seat("notes", token) or abort(404)
    g.community = found.event.community
    g.language = known(request.args.get("lang")) or found.who.language
    return found


def shown(found: Registration) -> str:
    return render_template("events/pages/notes.html", event=found.event, wanted=found.wants_notes)
