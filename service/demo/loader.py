"""Load the demo: two communities, their people, a year of events and letters. Safe to repeat.

No mail leaves: what was sent is written down as history.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.communities import queries as communities
from service.communities.models import Community
from service.contacts.models import Person
from service.core.db import session
from service.demo import happenings, letters, people, talk
from service.demo.letters import Readers
from service.demo.times import Calendar
from service.signup import actions as signup

DATA = Path(__file__).parent / "data"
PLACES = ("havnevik", "voorbeeldstad")


def load(anchor: date) -> bool:
    """Fill an empty database around this Monday. False when the demo is there already."""
    if communities.by_slug(PLACES[0]) is not None:
        return False
    written = read("letters")
    for slug in PLACES:
        settle(read(slug), written[slug], anchor)
    return True


def read(name: str) -> dict[str, Any]:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def settle(data: dict[str, Any], written: list[dict[str, Any]], anchor: date) -> Community:
    community = people.found(data)
    calendar = Calendar(anchor, community.zone)
    everybody = people.settle(community, data, calendar)
    rows = read("events")["events"] if community.slug == PLACES[0] else []
    events = happenings.hold(community, rows, everybody, calendar)
    if community.slug == PLACES[0]:
        talk.hear(community, read("talk"), everybody, calendar)
    signup.open_house(community)
    campaigns = letters.write(community, written, events)
    for campaign, row in zip(campaigns, written, strict=True):
        if "sent" in row:
            letters.send_in_the_past(campaign, row, readers(everybody), calendar)
    return community


def readers(everybody: dict[str, Person]) -> Readers:
    on_list = [who for who in everybody.values() if who.subscriptions]
    here = [who for who in on_list if who.address_state == "verified"]
    gone = [who for who in on_list if who.address_state == "hard_bounced"]
    return Readers(here, gone)


def havnevik() -> Community:
    return session.scalars(select(Community).where(Community.slug == PLACES[0])).one()
