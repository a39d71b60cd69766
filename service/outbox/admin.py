"""The settings page for how fast and when letters to many may leave."""

from dataclasses import asdict
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forms.faults import blame
from forms.outbox import PaceForm
from service.core import clock
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _
from service.outbox import actions, rules
from service.outbox.actions import Wish
from service.outbox.models import Pace

pages = Blueprint("outbox_admin", __name__, url_prefix="/admin/<community_slug>/settings")


@pages.route("/pace", methods=["GET", "POST"])
@permit("own")
def pace() -> ResponseReturnValue:
    kept = session.get(Pace, g.community.id)
    form = PaceForm(data=asdict(written(kept)))
    if form.validate_on_submit():
        try:
            return changed(form)
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
            kept = session.get(Pace, g.community.id)
    status = 422 if form.errors or form.form_errors else 200
    return render_template("outbox/pages/pace.html", form=form, warm=warmth(kept)), status


def changed(form: PaceForm) -> ResponseReturnValue:
    typed = {name: text or "" for name, text in form.data.items() if name != "csrf_token"}
    actions.change_pace(g.community, Wish(**typed))
    session.commit()
    flash(_("The pace is changed. Letters on their way follow it within a second."), "success")
    return redirect(url_for("outbox_admin.pace"), 303)


def written(pace: Pace | None) -> Wish:
    """What is kept, as it is typed."""
    if pace is None:
        return Wish()
    return Wish(
        per_hour=str(pace.per_hour or ""),
        domains="\n".join(f"{name} {number}" for name, number in sorted(pace.domains.items())),
        quiet_from=pace.quiet_from or "",
        quiet_until=pace.quiet_until or "",
        warm_from=pace.warm_from.isoformat() if pace.warm_from else "",
    )


def warmth(pace: Pace | None) -> tuple[int, int] | None:
    """Which day of the warm-up it is, and how many letters may leave on it."""
    if pace is None or pace.warm_from is None:
        return None
    today = clock.now().astimezone(ZoneInfo(g.community.zone)).date()
    daily = rules.warmed(pace.warm_from, today)
    return ((today - pace.warm_from).days + 1, daily) if daily is not None else None
