"""Conversations: every mail a person may have to read stands in one, and it is somebody's turn."""

from zoneinfo import ZoneInfo

from service.communities.models import Community, Staff
from service.contacts.rules import key
from service.core import clock, permits, tokens, trail
from service.core.db import added, session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.inbox import letters, queries, rules
from service.inbox.actions import staff as team
from service.inbox.actions.settle import finish
from service.inbox.models import Inbound, Note, SavedReply, Thread
from service.inbox.read import Reading
from service.outbox import actions as outbox
from service.outbox.actions import Extras

HUMAN = ("human-reply", "unsubscribe", "rsvp-ics")


def follow(inbound: Inbound) -> None:
    """Put the mail in its conversation, and say whose turn it is now."""
    if inbound.community is None:
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
        address=key(inbound.sender) or f"mail {inbound.id}",  # nobody knows who wrote it
        about_feature=feature,
        about_id=number,
        subject=inbound.subject,
    )
    known = queries.thread_of(new)
    if known is not None:
        return known
    return new if added(new) else queries.thread_of(new) or new


def note(thread: Thread, by: Staff, text: str) -> None:
    """A word to the rest of the team; it is never sent."""
    row = Note(community_id=thread.community_id, thread_id=thread.id, author=by.name, text=text)
    thread.unread = False
    session.add(row)


def assign(thread: Thread, to: Staff | None) -> None:
    thread.staff, thread.unread = to, False


def done(thread: Thread, by: Staff) -> None:
    """Nothing more is needed: what still waits in it is filed."""
    session.refresh(thread, with_for_update=True)
    for mail in queries.still_waiting(thread):
        finish(mail, "filed", "by_hand", by.name)
    team.turn(thread, "done")


def open_again(thread: Thread, by: Staff) -> None:
    newest = queries.newest_mail(thread)
    if newest is not None and newest.state != "waiting":
        finish(newest, "waiting", "reopened", by.name)
    team.turn(thread, "open")


def from_staff(inbound: Inbound, reading: Reading) -> tuple[str, str] | None:
    """A colleague answers from the morning mail, in their own mail program.

    Both must fit: the address we gave to them alone, and their own address as the sender. None when
    it was not written to such an address.
    """
    number = tokens.read(rules.DESK, reading.token)
    if number is None:
        return None
    thread_id, staff_id = rules.desk_parts(number)
    thread, by = session.get(Thread, thread_id), session.get(Staff, staff_id)
    if thread is None or by is None or by.community_id != thread.community_id:
        return "filed", "unknown_token"
    inbound.community = thread.community
    mine = by.account.email == key(reading.sender) and permits.may(by.role, "write")
    newest = queries.newest_mail(thread)
    if not mine or newest is None or reading.kind != "human-reply" or not reading.own_words:
        return "filed", "unknown_token"
    team.reply(newest, by, reading.own_words, once=f"{reading.message_id}")
    trail.note(thread, "open", "answered", Cause("reply", by.name, reading.message_id))
    return "filed", "staff_answer"


def tell_the_morning(by: Staff) -> None:
    """What waits, to one of the team; once a day however often the clock asks."""
    community = by.community
    oldest = queries.longest_open(community, rules.IN_DIGEST)
    last = queries.last_mails(oldest)
    rows = [(thread, last.get(thread.id)) for thread in oldest]
    letter = letters.digest(by, queries.waiting(community), rows)
    today = f"{clock.now().astimezone(ZoneInfo(community.zone)):%Y%m%d}"
    once = Extras(once=f"morning:{by.id}:{today}")
    outbox.post_staff(letter, by.account, community, once)


def switch_digest(by: Staff) -> bool:
    """The morning mail, on or off; how it is now."""
    by.digest = not by.digest
    return by.digest


def save_reply(
    community: Community, known: SavedReply | None, language: str, title: str, text: str
) -> SavedReply:
    """A new one, or other words for one that is there."""
    title = " ".join(title.split())[:80]
    same = [
        each
        for each in queries.saved_replies(community)
        if each is not known and (each.language, each.title) == (language, title)
    ]
    if same:
        sentence = _l("There is a saved reply with this name in this language already.")
        raise Refusal("inbox.saved", sentence, field="title")
    row = known or SavedReply(community_id=community.id)
    row.language, row.title, row.text, row.changed_at = language, title, text.strip(), clock.now()
    session.add(row)
    return row


def unsave(known: SavedReply) -> None:
    session.delete(known)
