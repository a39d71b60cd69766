"""The letters of the channel, filled in from our records."""

from flask import current_app

from emails.channel.daily import Daily
from emails.channel.held import Held
from emails.channel.not_member import NotMember
from emails.channel.post import Post as PostLetter
from emails.channel.switched_off import SwitchedOff
from emails.channel.you_are_in import YouAreIn
from service.channel import rules
from service.channel.models import Channel, Post, Seat
from service.communities.models import Community
from service.contacts.models import Person
from service.inbox.rules import shared_address
from service.outbox.rules import ANSWER_LINK


def address(community: Community) -> str:
    return shared_address(rules.BOX, community.slug, str(current_app.config["MAIL_DOMAIN"]))


def archive(community: Community, seat: Seat) -> str:
    return f"{current_app.config['BASE_URL']}/{community.slug}/talk/{seat.token}"


def post(channel: Channel, written: Post, seat: Seat) -> PostLetter:
    """One copy. The first words of a conversation name it for mail programs too."""
    return PostLetter(
        author=written.person.name,
        title=written.subject,
        answer=written.topic_id is not None,
        body=written.words[: rules.SHOWN],
        more=len(written.words) > rules.SHOWN,
        channel=channel.name,
        list_address=address(channel.community),
        thread=f"<talk-{written.topic}@{current_app.config['MAIL_DOMAIN']}>",
        archive=archive(channel.community, seat),
        attached=len(written.files),
    )


def daily(channel: Channel, posts: list[Post], seat: Seat) -> Daily:
    return Daily(
        channel=channel.name,
        posts=tuple((each.subject, each.person.name, each.words[:1000]) for each in posts),
        number=len(posts),
        list_address=address(channel.community),
        thread="",
        archive=archive(channel.community, seat),
    )


def you_are_in(channel: Channel, seat: Seat) -> YouAreIn:
    return YouAreIn(
        first_name=seat.person.first_name,
        channel=channel.name,
        about=channel.about,
        list_address=address(channel.community),
        archive=archive(channel.community, seat),
    )


def switched_off(channel: Channel, person: Person) -> SwitchedOff:
    return SwitchedOff(person.first_name, channel.name, ANSWER_LINK)


def held(channel: Channel, written: Post) -> Held:
    return Held(written.person.first_name, written.subject, channel.name)


def not_member(channel: Channel, person: Person) -> NotMember:
    join = f"{current_app.config['BASE_URL']}/{channel.community.slug}/join"
    return NotMember(person.first_name, channel.name, join)
