"""How far a letter has come, and how it went: every number opens the people behind it."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.campaigns import actions, queries
from service.campaigns.admin.blueprint import attempt, pages, staff, the_letter, to
from service.campaigns.models import Campaign
from service.campaigns.queries.results import KINDS, PAGE, Tally
from service.core import clock, web
from service.core.permits import permit
from service.core.words import gettext as _


@pages.get("/<int:campaign_id>/result")
@permit("look")
def result(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    tally = queries.tally(campaign)
    return render_template(
        "campaigns/pages/result.html",
        campaign=campaign,
        tally=tally,
        seconds=seconds_left(campaign, tally),
        answers=queries.answers(campaign),
        stopped=queries.stopped(campaign),
        failures=queries.rows(campaign, "failed", None, 1),
    )


@pages.get("/<int:campaign_id>/progress")
@permit("look")
def progress(campaign_id: int) -> str:
    """What changes on the way, fetched anew by itself until everybody has been written to."""
    campaign = the_letter(campaign_id)
    tally = queries.tally(campaign)
    seconds = seconds_left(campaign, tally)
    return render_template(
        "campaigns/pages/polled.html", campaign=campaign, tally=tally, seconds=seconds
    )


@pages.get("/<int:campaign_id>/recipients")
@permit("look")
def recipients(campaign_id: int) -> str:
    """The people behind one number."""
    campaign = the_letter(campaign_id)
    state, reason = request.args.get("state", ""), request.args.get("reason", "")
    number = max(request.args.get("page", 1, type=web.number), 1)
    if state not in KINDS:
        abort(404)
    rows = queries.rows(campaign, state, reason or None, number)
    return render_template(
        "campaigns/pages/recipients.html",
        campaign=campaign,
        state=state,
        reason=reason,
        rows=rows[:PAGE],
        before=page_at(campaign, state, reason, number - 1) if number > 1 else None,
        after=page_at(campaign, state, reason, number + 1) if len(rows) > PAGE else None,
    )


def page_at(campaign: Campaign, state: str, reason: str, number: int) -> str:
    asked: dict[str, Any] = {"state": state, "reason": reason or None, "page": number}
    return url_for("campaigns_admin.recipients", campaign_id=campaign.id, **asked)


def seconds_left(campaign: Campaign, tally: Tally) -> float | None:
    """As long as it has taken so far, for each that is left; None before there is a pace."""
    if campaign.started_at is None or not tally.done or campaign.state != "sending":
        return None
    taken = (clock.now() - campaign.started_at).total_seconds()
    return taken / tally.done * tally.waiting


@pages.post("/<int:campaign_id>/pause")
@permit("send")
def pause(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    said = _("Held back. Nobody more gets it until you go on.")
    attempt(lambda: actions.pause(campaign, staff()), said)
    return to("letter", campaign_id=campaign_id)


@pages.post("/<int:campaign_id>/resume")
@permit("send")
def resume(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    attempt(lambda: actions.resume(campaign, staff()), _("It goes on."))
    return to("letter", campaign_id=campaign_id)


@pages.post("/<int:campaign_id>/cancel")
@permit("send")
def cancel(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    said = _("Stopped. Those who have the letter keep it; nobody more gets it.")
    attempt(lambda: actions.cancel(campaign, staff()), said)
    return to("letter", campaign_id=campaign_id)
