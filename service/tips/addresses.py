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
from service.inbox.rules import slug_in
from service.outbox import queries as posted
from service.outbox.rules import ANSWERS_A_DAY
from service.tips import actions, queries, rules

Verdict = tuple[str, str]
BOX = rules.BOX
SOURCE = "news tip"


def home(recipient: str) -> Community | None:
    slug = slug_in(recipient, BOX, str(current_app.config["MAIL_DOMAIN"]))
    return queries.by_slug(slug) if slug else None


def on_mail(inbound: Inbound, reading: Reading) -> Verdict:
    """A person's words and photos; all else goes where mail to nobody goes."""
    community = inbound.community = home(inbound.recipient)
    assert community is not None
    inbound.person = people.by_email(community, reading.sender)
    if reading.damage:
        return "waiting", "damaged"
    if reading.kind == "unsubscribe":
        return "waiting", "no_letter"  # a wish, sent to the wrong address: a person sees to it
    if reading.kind != "human-reply":
        return "filed", "autoreply" if reading.kind == "autoreply" else "other"
    if not reading.may_answer:
        return "filed", "loop"
    if not (inbound.own_words or reading.attachments):
        return "filed", "other"
    if queries.had_before(inbound):
        return "filed", "duplicate"
    return written(community, inbound, reading)


def written(community: Community, inbound: Inbound, reading: Reading) -> Verdict:
    """A tip, if its author can be asked; else a person reads it, and may answer."""
    person = inbound.person = inbound.person or met(community, reading)
    if person is None or posted.answered_today(person) >= ANSWERS_A_DAY:
        return "waiting", "no_receipt"
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
