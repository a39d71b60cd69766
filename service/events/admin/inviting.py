"""Announce an event early, invite people to it, and ask once more those who have not answered."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.events import InviteForm, PracticalForm
from forms.faults import blame
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.core.words import ngettext
from service.events import actions, queries
from service.events.admin.blueprint import pages, staff, the_event
from service.events.models import Event
from service.events.rules import Invite

SOURCES = {"members": _l("our list of Pådrivere"), "readers": _l("our newsletter list")}


@pages.post("/<int:event_id>/announce")
@permit("arrange")
def announce(event_id: int) -> ResponseReturnValue:
    try:
        actions.announce_early(the_event(event_id), staff())
        session.commit()
        flash(_("Announced. Now you can tell people to save the date."), "success")
    except Refusal as refusal:
        session.rollback()
        flash(str(refusal.sentence), "warning")
    return redirect(url_for("events_admin.event", event_id=event_id), 303)


@pages.route("/<int:event_id>/invite", methods=["GET", "POST"])
@permit("send")
def invite(event_id: int) -> ResponseReturnValue:
    """First who would get a letter and who not; the second button sends it."""
    event = the_event(event_id)
    form = InviteForm(formdata=request.form if request.method == "POST" else None)
    form.offer([event.community.name, *event.also])
    found, status = None, 200
    try:
        if request.method == "POST" and form.validate():
            found = actions.whom(event, form.whom.data, form.pasted.data or "")
            if request.form.get("act") == "send":
                return sent(event, found, form)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    if form.errors:
        status = 422
    event = the_event(event_id)
    page = "events/pages/admin_invite.html"
    return render_template(page, event=event, form=form, found=found), status


def sent(event: Event, found: actions.Sorted, form: InviteForm) -> ResponseReturnValue:
    number = event.id
    source = str(SOURCES.get(form.whom.data, form.source.data))
    basis = {"members": "member", "readers": "newsletter"}.get(form.whom.data, form.basis.data)
    why = Invite(form.organiser.data, source, basis, form.role.data or "")
    went = actions.invite(event, found.new, why, staff())
    session.commit()
    flash(on_their_way(went), "success")
    return redirect(url_for("events_admin.event", event_id=number), 303)


def on_their_way(letters: int) -> str:
    sentence = ngettext(
        "%(num)s letter is on its way.", "%(num)s letters are on their way.", letters
    )
    return str(sentence)


@pages.route("/<int:event_id>/practical", methods=["GET", "POST"])
@permit("send")
def practical(event_id: int) -> ResponseReturnValue:
    """Write to everybody who has a seat."""
    event = the_event(event_id)
    form = PracticalForm(formdata=request.form if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.validate():
            went = actions.inform(event, form.message.data, staff())
            session.commit()
            flash(on_their_way(went), "success")
            return redirect(url_for("events_admin.event", event_id=event_id), 303)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    event, status = the_event(event_id), 422 if request.method == "POST" else 200
    seats = queries.with_address(event, ("held", "confirmed"))
    page = "events/pages/admin_practical.html"
    return render_template(page, event=event, form=form, number=len(seats)), status


@pages.post("/<int:event_id>/nudge")
@permit("send")
def nudge(event_id: int) -> ResponseReturnValue:
    """Ask those once more who were invited and have not answered."""
    went = actions.nudge(the_event(event_id), staff())
    session.commit()
    none = _("All of them have been asked twice. We do not write a third time.")
    flash(on_their_way(went) if went else none, "success" if went else "warning")
    return redirect(url_for("events_admin.event", event_id=event_id), 303)
