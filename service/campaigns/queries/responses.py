"""Look-ups of who said what to a letter that asks for people."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from service.campaigns.models import Campaign, Response
from service.contacts.models import Person
from service.core.db import session


def response(campaign: Campaign, person: Person) -> Response | None:
    mine = Response.campaign_id == campaign.id, Response.person_id == person.id
    return session.scalar(select(Response).where(*mine))


def responses(campaign: Campaign) -> list[Response]:
    """All of them: those who are in first, then the reserve, each in the order they answered."""
    mine = Response.campaign_id == campaign.id, Response.says != ""
    rows = select(Response).where(*mine).options(joinedload(Response.person))
    found = list(session.scalars(rows.order_by(Response.at, Response.id)))
    rank = {"in": 0, "reserve": 1, "": 2}
    return sorted(found, key=lambda each: rank[each.place])


def taken(campaign: Campaign) -> int:
    """How many places are taken."""
    mine = Response.campaign_id == campaign.id, Response.place == "in"
    return session.scalar(select(func.count()).where(*mine)) or 0


def first_in_reserve(campaign: Campaign) -> Response | None:
    mine = Response.campaign_id == campaign.id, Response.place == "reserve"
    return session.scalar(select(Response).where(*mine).order_by(Response.at, Response.id).limit(1))
