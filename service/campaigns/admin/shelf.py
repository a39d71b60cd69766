"""A reader's tip becomes parts of a letter: the words, and each photo with its author's name."""

from flask import g, request
from flask.typing import ResponseReturnValue

from service.campaigns import actions
from service.campaigns.admin.blueprint import attempt, pages, staff, the_edition, to
from service.campaigns.admin.writing import PATH
from service.core import web
from service.core.permits import permit
from service.core.words import gettext as _
from service.tips import queries as tips


@pages.post(f"{PATH}/tips")
@permit("write")
def add_tip(campaign_id: int, code: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code, lock=True)
    tip = tips.by_id(g.community, request.form.get("tip", 0, type=web.number))
    if tip is not None:
        said = _("The tip is in the letter. Write for each photo what it shows.")
        attempt(lambda: actions.add_tip(edition, tip, staff()), said if tip.photos else "")
    return to("editor", campaign_id=campaign_id, code=code)
