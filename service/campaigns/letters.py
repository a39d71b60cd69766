"""The newsletter as a letter: for the many, for one reader of a test, and for the web."""

from dataclasses import replace
from typing import Any

from flask import current_app

import emails
from emails import Page
from emails.blocks import find
from emails.campaigns.counted import Counted
from emails.campaigns.newsletter import Newsletter
from emails.campaigns.not_this_time import NotThisTime
from emails.slots import slot
from service.campaigns.models import Campaign, Edition, Response
from service.communities.models import Community
from service.core.words import force_locale
from service.core.words import gettext as _
from service.outbox import compose
from service.outbox.rules import ANSWER_LINK, STOP_LINK

FIRST_NAME = slot("first_name")
TEST = "[Test] "


def newsletter(edition: Edition, first_name: str = FIRST_NAME) -> Newsletter:
    return Newsletter(
        subject=edition.subject,
        preheader=edition.preheader,
        first_name=first_name,
        greeting=True,
        blocks=drawable(edition),
        web_url=web_url(edition),
        answer_link=ANSWER_LINK if edition.campaign.wanted else "",
    )


def receipt(response: Response) -> Counted | NotThisTime:
    """Where they stand now: in, in reserve, or not this time."""
    campaign, person = response.campaign, response.person
    edition = spoken_to(campaign, person.language)
    if response.place:
        reserve = response.place == "reserve"
        return Counted(person.first_name, edition.subject, reserve, ANSWER_LINK)
    maybe = response.says == "maybe"
    return NotThisTime(person.first_name, edition.subject, maybe, ANSWER_LINK)


def spoken_to(campaign: Campaign, language: str) -> Edition:
    """The edition in this language, else the first."""
    by_language = {edition.language: edition for edition in campaign.editions}
    return by_language.get(language, campaign.editions[0])


def test(edition: Edition, first_name: str) -> Newsletter:
    """The same letter, marked where the reader sees it first; it is on no public page yet."""
    return Newsletter(
        subject=TEST + edition.subject,
        preheader=edition.preheader,
        first_name=first_name,
        greeting=True,
        blocks=drawable(edition),
        web_url=preview_url(edition),
        answer_link=ANSWER_LINK if edition.campaign.wanted else "",
    )


def preview(edition: Edition, first_name: str) -> Page:
    """What the reader with this name will see; the links to stop and to answer lead nowhere yet."""
    frame = compose.frame(edition.campaign.community, STOP_LINK)
    page = emails.render(newsletter(edition, first_name), edition.language, frame)
    return emails.fill(page, unlinked(edition.campaign.community))


def on_the_web(edition: Edition) -> Page:
    """For everybody: no name, no link of a person's own."""
    letter = Newsletter(
        subject=edition.subject,
        preheader=edition.preheader,
        first_name="",
        greeting=False,
        blocks=drawable(edition),
        web_url=None,
    )
    community = edition.campaign.community
    frame = replace(compose.frame(community), why=why(edition))
    page = emails.render(letter, edition.language, frame)
    return emails.fill(page, unlinked(community))


def why(edition: Edition) -> str:
    with force_locale(edition.language):
        name = edition.campaign.community.name
        return str(_("This letter went to everyone who asked for news from %(name)s.", name=name))


def unlinked(community: Community) -> dict[str, str]:
    """Where the links of one's own lead when there is no one: to the community's own address."""
    write = f"mailto:{community.sender_email}"
    return {
        "answer_link": write,
        "stop_link": f"{current_app.config['BASE_URL']}/{community.slug}/letters",
        "mine_link": write,
    }


def drawable(edition: Edition) -> tuple[dict[str, Any], ...]:
    return tuple(whole(stored) for stored in edition.blocks)


def whole(stored: dict[str, Any]) -> dict[str, Any]:
    """Our own pictures are kept by their path; a letter needs the whole address."""
    images = [field.name for field in find(stored["block"]).FIELDS if field.kind == "image"]
    own = {name: stored[name] for name in images if str(stored.get(name, "")).startswith("/")}
    addresses = {name: f"{current_app.config['BASE_URL']}{path}" for name, path in own.items()}
    return {key: value for key, value in (stored | addresses).items() if key != "id"}


def web_url(edition: Edition) -> str:
    slug = edition.campaign.community.slug
    path = f"{slug}/letters/{edition.campaign_id}?lang={edition.language}"
    return f"{current_app.config['BASE_URL']}/{path}"


def preview_url(edition: Edition) -> str:
    slug = edition.campaign.community.slug
    path = f"admin/{slug}/letters/{edition.campaign_id}/{edition.language}/preview"
    return f"{current_app.config['BASE_URL']}/{path}"
