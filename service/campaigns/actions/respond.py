"""Answers to a letter that asks for a number of people: in, in reserve, or thank you."""

from service.campaigns import letters, queries
from service.campaigns.actions.send import cancel
from service.campaigns.models import Campaign, Response
from service.contacts.models import Person
from service.core import clock, trail
from service.core.db import session
from service.core.trail import Cause
from service.inbox.rules import Answer
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras

ENOUGH = Cause("reply", why="enough have said yes")


def respond(campaign: Campaign, person: Person, answer: Answer) -> Response | None:
    """Note what they say, and tell them where they stand; None when it was so already.

    The third yes to a letter that asks for three ends its sending; whoever says yes later is
    thanked and kept in reserve.
    """
    alone(campaign)
    response = queries.response(campaign, person) or new(campaign, person)
    if response.says == answer.say:
        return None
    cause = Cause(answer.how, answer.evidence if answer.how == "admin" else "", answer.evidence)
    had_place = response.place == "in"
    trail.note(campaign, response.says or None, f"{person.id}:{answer.say}", cause)
    response.says, response.at = answer.say, clock.now()
    response.place = place(campaign) if answer.say == "yes" else ""
    session.flush()
    if not answer.silent:
        tell(response, Extras(answers=answer.reference))
    if had_place:
        move_up(campaign)
    if queries.taken(campaign) >= campaign.wanted and campaign.state in ("sending", "paused"):
        cancel(campaign, ENOUGH)
    return response


def alone(campaign: Campaign) -> None:
    """Two who say yes at once never both get the last place."""
    session.flush()
    session.refresh(campaign, with_for_update=True)


def new(campaign: Campaign, person: Person) -> Response:
    response = Response(
        community_id=campaign.community_id, campaign=campaign, person=person, says=""
    )
    session.add(response)
    return response


def place(campaign: Campaign) -> str:
    return "in" if queries.taken(campaign) < campaign.wanted else "reserve"


def move_up(campaign: Campaign) -> None:
    """A place came free: whoever has waited longest in reserve gets it, and is told."""
    first = queries.first_in_reserve(campaign)
    if first is not None and queries.taken(campaign) < campaign.wanted:
        first.place = "in"
        session.flush()
        trail.note(campaign, "reserve", f"{first.person_id}:in", Cause("timer"))
        tell(first, Extras())


def tell(response: Response, extras: Extras) -> None:
    person, campaign = response.person, response.campaign
    outbox.post(letters.receipt(response), person, About("campaigns", campaign.id), extras)
