"""Who will get a letter, and the page that sends it: now or later, and back again."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from forms.campaigns import SendForm
from forms.faults import blame
from service.campaigns import actions, queries
from service.campaigns.admin.blueprint import attempt, pages, staff, the_letter, to
from service.campaigns.models import Campaign
from service.campaigns.queries import Note
from service.core import clock
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import gettext as _


@pages.get("/<int:campaign_id>/readers")
@permit("look")
def readers(campaign_id: int) -> str:
    campaign = the_letter(campaign_id)
    reason = request.args.get("reason", "")
    return render_template(
        "campaigns/pages/readers.html",
        campaign=campaign,
        counted=queries.count(campaign),
        reason=reason,
        people=queries.left_out(campaign, reason or None),
    )


@pages.route("/<int:campaign_id>/send", methods=["GET", "POST"])
@permit("send")
def send(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    if campaign.state not in ("draft", "scheduled"):
        return to("letter", campaign_id=campaign_id)
    form = SendForm(when="now")
    if form.validate_on_submit():
        try:
            return sent(campaign, form)
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return shown(the_letter(campaign_id), form), status


def sent(campaign: Campaign, form: SendForm) -> ResponseReturnValue:
    now = form.when.data == "now"
    actions.schedule(campaign, clock.now() if now else moment(form.at.data), staff())
    session.commit()
    if not now:
        return to("send", campaign_id=campaign.id)
    flash(_("It is on its way."), "success")
    return to("result", campaign_id=campaign.id)


def moment(local: datetime) -> datetime:
    """The clock on the wall of the community."""
    return local.replace(tzinfo=ZoneInfo(g.community.zone))


def shown(campaign: Campaign, form: SendForm) -> str:
    notes = queries.notes(campaign, None, g.language)
    return render_template(
        "campaigns/pages/send.html",
        campaign=campaign,
        form=form,
        counted=queries.count(campaign),
        blocking=by_language(campaign, [note for note in notes if note.blocks]),
        hints=[note for note in notes if not note.blocks],
        earliest=clock.now().astimezone(ZoneInfo(g.community.zone)).strftime("%Y-%m-%dT%H:%M"),
    )


def by_language(campaign: Campaign, notes: list[Note]) -> list[tuple[str, list[Note]]]:
    found = [(code, [note for note in notes if note.language == code]) for code in campaign.spoken]
    return [(code, its) for code, its in found if its]


@pages.post("/<int:campaign_id>/unschedule")
@permit("send")
def unschedule(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    said = _("The letter is a draft again. Nothing has been sent.")
    attempt(lambda: actions.unschedule(campaign, staff()), said)
    return to("letter", campaign_id=campaign_id)
