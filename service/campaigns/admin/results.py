"""How far a letter has come, and how it went: every number opens the people behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.campaigns import actions, queries
from service.campaigns.admin.blueprint import attempt, pages, staff, the_letter, to
from service.campaigns.models import Campaign
from service.campaigns.queries.results import HOUR, KINDS, MINUTE, PAGE, Tally
from service.core import clock, web
from service.core.permits import permit
from service.core.words import gettext as _
from service.core.words import ngettext
from service.outbox.delivery.advice import advice, hold
from service.outbox.models import Delivery

FEW = 20  # rows of each kind on the page itself; the number leads to all
BRISK = 10  # letters in a minute; a slower pace is told by the hour
CROWD = 50_000  # from here on counting takes a while, so it is done less often
Meant = list[tuple[str, list[Delivery]]]  # what it means, and to whom it happened


@pages.get("/<int:campaign_id>/result")
@permit("look")
def result(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    tally = queries.tally(campaign)
    return render_template(
        "campaigns/pages/result.html",
        **standing(campaign, tally),
        now=clock.now(),
        few=FEW,
        answers=queries.answers(campaign),
        responses=queries.responses(campaign) if campaign.wanted else [],
        taken=queries.taken(campaign) if campaign.wanted else 0,
        stopped=queries.stopped(campaign),
        domains=queries.domains(campaign, tally) if tally.total else [],
        deferred=meant(campaign, "deferred") if tally.deferred else [],
        failed=meant(campaign, "failed") if tally.failed else [],
    )


@pages.get("/<int:campaign_id>/progress")
@permit("look")
def progress(campaign_id: int) -> str:
    """What changes on the way, fetched anew by itself until everybody has been written to."""
    campaign = the_letter(campaign_id)
    tally = queries.tally(campaign)
    return render_template("campaigns/pages/polled.html", **standing(campaign, tally))


def standing(campaign: Campaign, tally: Tally) -> dict[str, Any]:
    """What the page shows of it and then keeps fresh."""
    return {
        "campaign": campaign,
        "tally": tally,
        "pace": pace(campaign, tally),
        "next_try": next_try(campaign, tally),
        "seconds": seconds_left(campaign, tally),
        "every": 1 if tally.total < CROWD else 5,
        "hold": hold(campaign.trouble),
    }


def pace(campaign: Campaign, tally: Tally) -> str:
    """How many have left lately: counted, not reckoned."""
    if campaign.state != "sending" or not tally.last_hour:
        return ""
    if tally.last_minute >= BRISK:
        said = _("%(number)s letters in the last minute", number=grouped(tally.last_minute))
    else:
        said = ngettext(
            "%(num)s letter in the last hour",
            "%(num)s letters in the last hour",
            tally.last_hour,
        )
    return str(said)


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def next_try(campaign: Campaign, tally: Tally) -> datetime | None:
    """What it waits for when nobody has their first turn before them."""
    nothing_else = campaign.state == "sending" and tally.open and not tally.waiting
    return queries.next_try(campaign) if nothing_else else None


def seconds_left(campaign: Campaign, tally: Tally) -> float | None:
    """For those who wait their turn, at the pace of late; None while there is none."""
    if campaign.started_at is None or campaign.state != "sending" or campaign.trouble:
        return None
    brisk = tally.last_minute >= BRISK
    number, span = (tally.last_minute, MINUTE) if brisk else (tally.last_hour, HOUR)
    taken = min(span, clock.now() - campaign.started_at).total_seconds()
    return taken / number * tally.waiting if number and tally.waiting else None


def meant(campaign: Campaign, kind: str) -> Meant:
    """Some of those behind a number, together where the server's words mean the same."""
    rows: Sequence[Delivery] = queries.rows(campaign, kind, None, 1)[:FEW]
    found: dict[str, list[Delivery]] = {}
    for row in rows:
        means = advice(row.reply or "", over=row.standing == "failed")
        found.setdefault(means, []).append(row)
    return list(found.items())


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
        advice=advice,
        before=page_at(campaign, state, reason, number - 1) if number > 1 else None,
        after=page_at(campaign, state, reason, number + 1) if len(rows) > PAGE else None,
    )


def page_at(campaign: Campaign, state: str, reason: str, number: int) -> str:
    asked: dict[str, Any] = {"state": state, "reason": reason or None, "page": number}
    return url_for("campaigns_admin.recipients", campaign_id=campaign.id, **asked)


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


@pages.post("/<int:campaign_id>/again")
@permit("send")
def again(campaign_id: int) -> ResponseReturnValue:
    """To those in doubt, whom the installation holds until somebody decides."""
    campaign = the_letter(campaign_id)
    said = _("It goes to them once more.")
    attempt(lambda: actions.again(campaign, staff()), said)
    return to("letter", campaign_id=campaign_id)
