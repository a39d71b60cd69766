"""The demo's newsletters: two that were sent, and drafts that wait for somebody."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from service.campaigns import actions as campaigns
from service.campaigns.models import Campaign
from service.communities.models import Community, Picture
from service.contacts.models import Person
from service.core.db import session
from service.core.trail import Cause
from service.core.words import when
from service.demo.times import Calendar
from service.events.models import Event

DATA = Path(__file__).parent / "data"
BY = Cause("import", "Ågot Prøvesen")
LANGUAGES = ("nb", "nn", "nl", "en")


@dataclass(frozen=True)
class Readers:
    """Whom a letter reached in those days, and whose address was gone."""

    here: list[Person]
    gone: list[Person]


def write(
    community: Community, rows: list[dict[str, Any]], events: dict[str, Event]
) -> list[Campaign]:
    """Each letter as a draft, in every language its data file has."""
    picture = hang(community)
    return [one(community, row, events, picture) for row in rows]


def one(
    community: Community, row: dict[str, Any], events: dict[str, Event], picture: Picture
) -> Campaign:
    spoken = [code for code in LANGUAGES if code in row]
    campaign = campaigns.draft(community, row["title"], spoken[0], BY)
    for code in spoken[1:]:
        campaigns.add_edition(campaign, code, None, BY)
    for edition in campaign.editions:
        sheet = row[edition.language]
        campaigns.head(edition, sheet["subject"], sheet["preheader"], BY)
        for block in sheet["blocks"]:
            fields = filled(block, community, events, picture, edition.language)
            campaigns.add_block(edition, block["block"], fields, BY)
    return campaign


def filled(
    block: dict[str, Any],
    community: Community,
    events: dict[str, Event],
    picture: Picture,
    language: str,
) -> dict[str, Any]:
    """The block's fields, with events and pictures by their real addresses."""
    fields = {
        name: value for name, value in block.items() if name not in ("block", "event", "picture")
    }
    base = f"{current_app.config['BASE_URL']}/{community.slug}"
    if "event" in block:
        event = events[block["event"]]
        at = when(event.start, event.ends_at, community.zone, language)
        fields |= {"title": event.title, "when": at, "where": event.where}
        fields |= {"url": f"{base}/events/{event.slug}"}
    elif "picture" in block:
        fields |= {
            "url": address(picture, community),
            "width": picture.width,
            "height": picture.height,
        }
    elif "url" in block:
        fields |= {"url": f"{base}/{block['url']}"}
    return fields


def address(picture: Picture, community: Community) -> str:
    return f"{current_app.config['BASE_URL']}/{community.slug}/pictures/{picture.token}"


def hang(community: Community) -> Picture:
    content = (DATA / "lysloypa.jpg").read_bytes()
    picture = Picture(
        community_id=community.id, media_type="image/jpeg", content=content, width=1200, height=630
    )
    session.add(picture)
    session.flush()
    return picture


def send_in_the_past(
    campaign: Campaign, row: dict[str, Any], readers: Readers, calendar: Calendar
) -> None:
    """Write down who got it, as if it had happened then. Nothing leaves."""
    bounced = readers.gone[: row["bounced"]]
    reached = readers.here[: row["recipients"] - len(bounced)]
    campaigns.remember(campaign, calendar.at(row["sent"]), reached, bounced)
