"""Move a letter from one state to the next: only from where it may, and only once."""

from collections.abc import Sequence

from sqlalchemy import update

from service.campaigns import rules
from service.campaigns.models import Campaign
from service.core import trail
from service.core.db import changed, session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l

MOVED = _l("The letter has moved on in the meantime. Look at where it stands now.")


def become(campaign: Campaign, new: str, by: Cause, only: Sequence[str] = ()) -> None:
    """Of two who press at once, one changes it and the other is told so."""
    if not move(campaign, new, by, only or rules.before(new)):
        raise Refusal("campaigns.moved", MOVED, status=409)


def move(campaign: Campaign, new: str, by: Cause, only: Sequence[str]) -> bool:
    """Whether it was ours to move: the database decides."""
    session.flush()
    before = campaign.state
    mine = Campaign.id == campaign.id, Campaign.state.in_(only)
    moved = changed(update(Campaign).where(*mine).values(state=new))
    session.refresh(campaign)
    if not moved:
        return False
    trail.note(campaign, before, new, by)
    return True
