"""Conversations: every mail a person may have to read stands in one."""

from service.contacts.rules import key
from service.core import clock
from service.core.db import added
from service.inbox import queries
from service.inbox.models import Inbound, Thread

HUMAN = ("human-reply", "unsubscribe", "rsvp-ics")


def follow(inbound: Inbound) -> None:
    """Put the mail in its conversation, and say whose turn it is now."""
    if inbound.community is None or not inbound.sender:
        return
    if inbound.kind not in HUMAN and inbound.state != "waiting":
        return
    thread = inbound.thread = inbound.thread or of(inbound)
    thread.person = thread.person or inbound.person
    thread.name = thread.name or inbound.sender_name
    thread.moved_at = clock.now()
    if inbound.state == "waiting":
        thread.state, thread.unread = "open", True


def of(inbound: Inbound) -> Thread:
    """The conversation this mail belongs to, new or known: who wrote, about which matter."""
    assert inbound.community is not None
    message = inbound.message
    feature, number = (message.about_feature, message.about_id) if message else ("", 0)
    new = Thread(
        community_id=inbound.community.id,
        community=inbound.community,
        address=key(inbound.sender),
        about_feature=feature,
        about_id=number,
        subject=inbound.subject,
    )
    known = queries.thread_of(new)
    if known is not None:
        return known
    return new if added(new) else queries.thread_of(new) or new
