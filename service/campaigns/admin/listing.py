"""All letters of the community, and where a new one begins."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from forms.campaigns import LetterForm
from forms.faults import blame
from service.campaigns import actions, queries
from service.campaigns.admin.blueprint import attempt, pages, staff, the_letter, to
from service.core.db import session
from service.core.permits import may, permit
from service.core.refusal import Refusal
from service.core.words import gettext as _


@pages.get("/")
@permit("look")
def index() -> str:
    letters = queries.letters(g.community)
    return render_template(
        "campaigns/pages/index.html",
        drafts=[each for each in letters if each.state == "draft"],
        under_way=[each for each in letters if each.state in ("scheduled", "sending", "paused")],
        sent=[each for each in letters if each.started_at and each.finished_at],
        put_away=[each for each in letters if each.state == "cancelled" and not each.started_at],
        tallies=queries.tallies(letters),
    )


@pages.route("/new", methods=["GET", "POST"])
@permit("write")
def new() -> ResponseReturnValue:
    form = LetterForm().offer(g.community.languages)
    if form.validate_on_submit():
        try:
            letter = actions.draft(g.community, form.title.data, form.language.data, staff())
            letter.wanted = form.wanted.data or 0
            session.commit()
            return to("editor", campaign_id=letter.id, code=form.language.data)
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("campaigns/pages/new.html", form=form), status


@pages.get("/<int:campaign_id>")
@permit("look")
def letter(campaign_id: int) -> ResponseReturnValue:
    """The page where this letter stands now."""
    campaign = the_letter(campaign_id)
    if campaign.state in ("draft", "scheduled") and not may(g.me.role, "write"):
        return to("preview", campaign_id=campaign.id, code=campaign.editions[0].language)
    if campaign.state == "draft":
        return to("editor", campaign_id=campaign.id, code=campaign.editions[0].language)
    if campaign.state == "scheduled":
        return to("send", campaign_id=campaign.id)
    if campaign.started_at is None:
        return to("index")
    return to("result", campaign_id=campaign.id)


@pages.post("/<int:campaign_id>/discard")
@permit("write")
def discard(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    said = _("“%(title)s” is put away. You find it at the foot of this page.", title=campaign.title)
    attempt(lambda: actions.discard(campaign, staff()), said)
    return to("index")


@pages.post("/<int:campaign_id>/restore")
@permit("write")
def restore(campaign_id: int) -> ResponseReturnValue:
    campaign = the_letter(campaign_id)
    attempt(lambda: actions.restore(campaign, staff()))
    return to("letter", campaign_id=campaign_id)
