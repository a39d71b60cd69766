"""After an event: the report for whoever decides, and thanks to who came."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.contacts import SECTORS
from forms.events import ThanksForm
from forms.faults import blame
from service.core import clock
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.core.words import ngettext
from service.events import actions, queries
from service.events.admin.blueprint import kind_titles, pages, staff, the_event
from service.events.models import Event

FIRST, LAST = 2000, 2999


@pages.get("/<int:event_id>/report")
@permit("look")
def report(event_id: int) -> str:
    """One page, to print: the numbers and how they add up, what people wrote, earlier ones."""
    event = the_event(event_id)
    if event.state != "held":
        abort(404)
    before, sums = queries.earlier(event), queries.reckoning(event)
    return render_template(
        "events/pages/admin_report.html",
        event=event,
        sums=sums,
        tracks=queries.tracks(event) if event.tracks else [],
        before=before,
        compared=queries.reckonings(before),
        written=queries.written(event),
        in_sectors=named(sums.sectors, SECTORS),
        in_organisations=named(sums.organisations, {}),
    )


def named(groups: tuple[tuple[str, int], ...], names: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Each group as it is called; what is too small to be shown, or not known, together."""
    others = _("All others")
    return [(str(names.get(code, code)) if code else others, number) for code, number in groups]


@pages.get("/year/<int:year>")
@permit("look")
def year(year: int) -> str:
    """All events of a year side by side."""
    if not FIRST <= year <= LAST:
        abort(404)
    events = queries.of_year(g.community, year, g.community.zone)
    this = clock.now().astimezone(ZoneInfo(g.community.zone)).year
    sums = queries.reckonings(events)
    return render_template(
        "events/pages/admin_year.html",
        year=year,
        events=events,
        sums=sums,
        rooms=[(event.title, sums[event.id].in_the_room) for event in events],
        titles=kind_titles(),
        this=this,
    )


@pages.route("/<int:event_id>/thanks", methods=["GET", "POST"])
@permit("send")
def thanks(event_id: int) -> ResponseReturnValue:
    """What came of it is written; then a second button thanks everybody, once each."""
    event = the_event(event_id)
    if event.state != "held":
        abort(404)
    form = ThanksForm(data={"outcome": event.outcome, "material": event.material})
    try:
        if request.method == "POST" and form.validate():
            return told(event, form)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    event, status = the_event(event_id), 422 if request.method == "POST" else 200
    return render_template(
        "events/pages/admin_thanks.html",
        event=event,
        form=form,
        thanked=queries.to_thank(event),
        missed=queries.to_miss(event),
        kept=queries.reckoning(event).list_was_kept,
    ), status


def told(event: Event, form: ThanksForm) -> ResponseReturnValue:
    number = event.id
    actions.tell_what_came(event, form.outcome.data or "", form.material.data or "", staff())
    if request.form.get("act") == "send":
        went = actions.thank(event, staff())
        sentence = ngettext(
            "%(num)s letter is on its way.", "%(num)s letters are on their way.", went
        )
        flash(str(sentence), "success")
    session.commit()
    return redirect(url_for("events_admin.thanks", event_id=number), 303)
