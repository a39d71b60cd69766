"""What somebody does with a seat of their own: pass it on, take part from afar, follow it."""

from flask import Response, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from forms.events import ColleagueForm
from forms.faults import blame
from service.core import limits
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import known
from service.events import actions, letters, queries
from service.events.models import Registration
from service.events.public.blueprint import pages

LINK = Cause("link", why="own seat")
A_DAY = 5  # colleagues one person may name in a day: we write to each


@pages.route("/give/<token>", methods=["GET", "POST"])
def give(token: str) -> ResponseReturnValue:
    """A colleague comes instead."""
    found = own("give", token)
    form = ColleagueForm(formdata=request.form if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.validate():
            limits.count(f"give:{found.id}", A_DAY, seconds=24 * 3600)
            new = actions.transfer(found, form.name.data, form.email.data, LINK)
            session.commit()
            return render_template("events/pages/given.html", event=new.event, name=new.name)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    found, status = own("give", token), 422 if request.method == "POST" else 200
    page = "events/pages/give.html"
    return render_template(page, event=found.event, form=form, seat=found), status


@pages.get("/online/<token>")
def online(token: str) -> str:
    """A page with one button: a mail program that looks at links is not there."""
    return render_template("events/pages/online.html", event=own("online", token).event)


@pages.post("/online/<token>")
def go_online(token: str) -> ResponseReturnValue:
    there = actions.join_from_afar(own("online", token), LINK)
    session.commit()
    return redirect(there, 303)


@pages.get("/calendar/<token>.ics")
def own_feed(token: str) -> Response:
    """Somebody's own seats, for their calendar program to follow."""
    person = queries.by_feed(token) or abort(404)
    coming = [row.event for row in queries.of_person(person) if row.state == "confirmed"]
    reply = Response(letters.feed(person.community.name, coming), mimetype="text/calendar")
    reply.headers["Cache-Control"] = "private, no-store"
    return reply


def own(purpose: str, token: str) -> Registration:
    found = queries.by_seat(purpose, token) or abort(404)
    g.community = found.event.community
    g.language = known(request.args.get("lang")) or found.who.language
    return found
