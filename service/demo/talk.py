"""The demo's channel, with what was said in it, and the tips on its shelf."""

from pathlib import Path
from typing import Any

from service.channel import actions as channel
from service.channel import queries as talk
from service.channel.models import Post
from service.communities.models import Community
from service.communities.rules import picture
from service.contacts.models import Person
from service.core import photo
from service.core.db import session
from service.demo.times import Calendar
from service.tips.models import Photo, Tip

DATA = Path(__file__).parent / "data"


def hear(
    community: Community, data: dict[str, Any], everybody: dict[str, Person], calendar: Calendar
) -> None:
    open_channel(community, data["channel"])
    said: list[Post] = []
    for row in data["posts"]:
        said.append(post(community, row, everybody[row["who"]], said, calendar))
    for row in data["tips"]:
        session.add(tip(community, row, everybody[row["who"]], calendar))


def open_channel(community: Community, row: dict[str, str]) -> None:
    """Everybody has a seat already, so nobody is told of it anew."""
    channel.set_up(community, row["name"], row["about"], row["moderation"], is_open=True)
    session.flush()
    for person in talk.members(community):
        channel.seat(person)


def post(
    community: Community, row: dict[str, Any], person: Person, said: list[Post], calendar: Calendar
) -> Post:
    at = calendar.at(row["at"])
    first = said[row["answers"]] if "answers" in row else None
    state = row.get("state", "sent")
    if state == "sent":
        channel.seat(person).trusted = True
    new = Post(
        community_id=community.id,
        community=community,
        person=person,
        topic_id=first.id if first else None,
        subject=first.subject if first else row["subject"],
        words=row["words"],
        full_text=row["words"],
        reference=f"<demo-{len(said)}@{community.slug}.example>",
        state=state,
        at=at,
        sent_at=at if state == "sent" else None,
    )
    session.add(new)
    session.flush()
    return new


def tip(community: Community, row: dict[str, Any], person: Person, calendar: Calendar) -> Tip:
    at = calendar.at(row["at"])
    return Tip(
        community_id=community.id,
        community=community,
        person=person,
        title=row["title"],
        words=row["words"],
        credit=person.name,
        state=row["state"],
        agreed_at=at if row["state"] == "ready" else None,
        at=at,
        moved_at=at,
        photos=[taken(community, row["photo"])] if "photo" in row else [],
    )


def taken(community: Community, name: str) -> Photo:
    content = (DATA / name).read_bytes()
    content = photo.slim(content) or content
    shape = picture(content)
    assert shape is not None
    size = {"width": shape.width, "height": shape.height}
    return Photo(
        community_id=community.id, name=name, content=content, media_type=shape.media_type, **size
    )
