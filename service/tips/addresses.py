"""Mail to the newsletter's own address: words and photos for the shelf."""

from flask import current_app

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.contacts.models import Person
from service.core import limits
from service.core.refusal import Refusal
from service.inbox.models import Inbound
from service.inbox.read import Reading
from service.tips import actions, queries, rules

Verdict = tuple[str, str]
BOX = rules.BOX
SOURCE = "news tip"


def takes(recipient: str) -> bool:
    return community_at(recipient) is not None


def community_at(recipient: str) -> Community | None:
    slug = rules.slug_in(recipient, str(current_app.config["MAIL_DOMAIN"]))
    return queries.home(slug) if slug else None


def on_mail(inbound: Inbound, reading: Reading) -> Verdict:
    """A person's words and photos; all else goes where mail to nobody goes."""
    community = inbound.community = community_at(inbound.recipient)
    assert community is not None
    inbound.person = people.by_email(community, reading.sender)
    if reading.kind == "unsubscribe":
        return "waiting", "no_letter"  # a wish, sent to the wrong address: a person sees to it
    if reading.kind != "human-reply":
        return "filed", "autoreply" if reading.kind == "autoreply" else "loop"
    if not reading.may_answer:
        return "filed", "loop"
    if not (inbound.own_words or reading.attachments):
        return "filed", "other"
    person = inbound.person = inbound.person or met(community, reading)
    if person is None or queries.sent_lately(person) >= rules.DAILY:
        return "waiting", "no_letter"
    actions.come_in(person, inbound)
    return "applied", "tip"


def met(community: Community, reading: Reading) -> Person | None:
    """Whoever wrote, by the name in their mail; None when too many strangers write to be people.

    Each is sent one letter, and anybody may write in their name.
    """
    name = reading.sender_name or reading.sender.partition("@")[0]
    language = reading.language or community.language
    try:
        limits.count(f"tips:{community.id}", rules.STRANGERS, seconds=3600)
        return contacts.write_down(
            community, reading.sender, name, language=language, source=SOURCE
        )
    except Refusal:
        return None
