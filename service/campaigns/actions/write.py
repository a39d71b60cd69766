"""Write a letter: its editions, their heads and their blocks."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from emails import blocks
from service.campaigns import queries
from service.campaigns.actions.change import become
from service.campaigns.models import Campaign, Edition
from service.communities.models import Community
from service.core import clock, tokens, trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import LANGUAGES
from service.core.words import lazy_gettext as _l

UNTITLED = _l("Give the letter a name of your own, so that you find it again.")
FIXED = _l("This letter is no longer a draft. Take it back to draft to change it.")
GONE = _l("That part of the letter is gone: somebody took it out a moment ago.")


def draft(community: Community, title: str, language: str, by: Cause) -> Campaign:
    """A new, empty letter with one edition."""
    campaign = Campaign(
        community_id=community.id,
        community=community,
        title=named(title),
        state="draft",
        created_by=by.who[:120],
    )
    session.add(campaign)
    session.flush()
    trail.note(campaign, None, "draft", by)
    add_edition(campaign, language, None, by)
    return campaign


def rename(campaign: Campaign, title: str) -> None:
    campaign.title = named(title)


def named(title: str) -> str:
    title = " ".join(title.split())[:160]
    if not title:
        raise Refusal("campaigns.untitled", UNTITLED, field="title")
    return title


def add_edition(campaign: Campaign, language: str, source: Edition | None, by: Cause) -> Edition:
    """The letter in one more language, empty or as a copy to translate."""
    writable(campaign)
    alone(campaign)
    if language not in LANGUAGES or queries.edition(campaign, language):
        raise Refusal("campaigns.edition", _l("There is an edition in that language already."))
    edition = Edition(
        community_id=campaign.community_id,
        campaign=campaign,
        language=language,
        subject=source.subject if source else "",
        preheader=source.preheader if source else "",
        blocks=[dict(block) for block in source.blocks] if source else [],
    )
    session.add(edition)
    touch(edition, by)
    session.flush()
    trail.note(campaign, campaign.state, campaign.state, Cause(by.how, by.who, f"added {language}"))
    return edition


def alone(campaign: Campaign) -> None:
    """Until we commit, nobody else adds an edition: two would be in the same language."""
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())


def drop_edition(edition: Edition, by: Cause) -> None:
    campaign = edition.campaign
    writable(campaign)
    if len(campaign.editions) == 1:
        raise Refusal("campaigns.only_edition", _l("A letter needs at least one language."))
    why = f"dropped {edition.language}"
    trail.note(campaign, campaign.state, campaign.state, Cause(by.how, by.who, why))
    campaign.editions.remove(edition)


def head(edition: Edition, subject: str, preheader: str, by: Cause) -> None:
    writable(edition.campaign)
    edition.subject = " ".join(subject.split())[:200]
    edition.preheader = " ".join(preheader.split())[:200]
    touch(edition, by)


def add_block(edition: Edition, name: str, fields: Mapping[str, Any], by: Cause) -> str:
    """Put a block last; its id, by which it is found however it is moved."""
    writable(edition.campaign)
    block_id = tokens.new(6)
    edition.blocks = [*edition.blocks, packed(block_id, name, fields)]
    touch(edition, by)
    return block_id


def edit_block(edition: Edition, block_id: str, fields: Mapping[str, Any], by: Cause) -> None:
    """New values for some fields; the others stay."""
    at = placed(edition, block_id)
    old = edition.blocks[at]
    edition.blocks = replaced(edition.blocks, at, packed(block_id, old["block"], {**old, **fields}))
    touch(edition, by)


def move_block(edition: Edition, block_id: str, step: int, by: Cause) -> None:
    """One up (-1) or one down (1); at the end of the letter nothing happens."""
    at = placed(edition, block_id)
    to = min(max(at + step, 0), len(edition.blocks) - 1)
    rest = [block for block in edition.blocks if block["id"] != block_id]
    edition.blocks = [*rest[:to], edition.blocks[at], *rest[to:]]
    touch(edition, by)


def remove_block(edition: Edition, block_id: str, by: Cause) -> None:
    """Take a block out, and keep it at hand until the next one goes."""
    at = placed(edition, block_id)
    edition.removed = {"at": at, "block": edition.blocks[at]}
    edition.blocks = [block for block in edition.blocks if block["id"] != block_id]
    touch(edition, by)


def put_back(edition: Edition, by: Cause) -> None:
    writable(edition.campaign)
    if edition.removed is not None:
        at = edition.removed["at"]
        edition.blocks = [*edition.blocks[:at], edition.removed["block"], *edition.blocks[at:]]
        edition.removed = None
        touch(edition, by)


def discard(campaign: Campaign, by: Cause) -> None:
    """Put a draft away; `restore` brings it back."""
    become(campaign, "cancelled", by, ("draft",))


def restore(campaign: Campaign, by: Cause) -> None:
    if campaign.started_at is not None:
        raise Refusal("campaigns.started", _l("This letter has reached people; write a new one."))
    become(campaign, "draft", by, ("cancelled",))


def placed(edition: Edition, block_id: str) -> int:
    writable(edition.campaign)
    at = edition.place(block_id)
    if at is None:
        raise Refusal("campaigns.block", GONE, status=404)
    return at


def packed(block_id: str, name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": block_id, **blocks.pack(blocks.unpack({**fields, "block": name}))}


def replaced(stored: list[dict[str, Any]], at: int, block: dict[str, Any]) -> list[dict[str, Any]]:
    return [*stored[:at], block, *stored[at + 1 :]]


def writable(campaign: Campaign) -> None:
    if campaign.state != "draft":
        raise Refusal("campaigns.fixed", FIXED, status=409)


def touch(edition: Edition, by: Cause) -> None:
    edition.changed_at, edition.changed_by = clock.now(), by.who[:120]
