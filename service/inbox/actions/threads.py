"""Conversations: every mail a person may have to read stands in one, and it is somebody's turn."""

from zoneinfo import ZoneInfo

from service.communities.models import Community, Staff
from service.contacts.rules import key
from service.core import clock, permits, tokens, trail
from service.core.db import added, session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import force_locale
from service.core.words import lazy_gettext as _l
from service.inbox import letters, queries, rules
from service.inbox.actions import staff as team
from service.inbox.actions.settle import finish
from service.inbox.models import Inbound, Note, SavedReply, Thread
from service.inbox.read import Reading
from service.outbox import actions as outbox
from service.outbox.actions import Extras

WORDS = ("human-reply", "unsubscribe")
HUMAN = (*WORDS, "rsvp-ics")


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


def reopen(inbound: Inbound, by: Staff) -> None:
    """Among those that wait again, in a conversation even if it never had one."""
    session.refresh(inbound, with_for_update=True)
    if inbound.state in ("new", "waiting"):
        return
    finish(inbound, "waiting", "reopened", by.name)
    follow(inbound)


def of(inbound: Inbound) -> Thread:
    """The conversation this mail belongs to, new or known: who wrote, about which matter."""
    assert inbound.community is not None
    feature, number = matter(inbound)
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


def matter(inbound: Inbound) -> tuple[str, int]:
    """Whoever answers our own answer goes on with what they wrote about at first."""
    message = inbound.message
    if message is None or message.about_feature == "inbox":
        return "", 0
    return message.about_feature, message.about_id


def note(thread: Thread, by: Staff, text: str) -> None:
    """A word to the rest of the team; it is never sent."""
    row = Note(community_id=thread.community_id, thread_id=thread.id, author=by.name, text=text)
    thread.unread = False
    session.add(row)


def assign(thread: Thread, to: Staff | None) -> None:
    thread.staff, thread.unread = to, False


def done(thread: Thread, by: Staff, seen: int = queries.LAST) -> bool:
    """Nothing more is needed: what waits is filed, up to the last mail they saw.

    False when another has come since; then it is still our turn.
    """
    session.refresh(thread, with_for_update=True)
    for mail in queries.still_waiting(thread, before=seen + 1):
        finish(mail, "filed", "by_hand", by.name)
    team.turn(thread, "done")
    return thread.state == "done"


def open_again(thread: Thread, by: Staff) -> None:
    newest = queries.foremost([thread]).get(thread.id)
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
    inbound_id, staff_id = rules.desk_parts(number)
    by, asked = session.get(Staff, staff_id), session.get(Inbound, inbound_id)
    thread = asked.thread if asked else None
    if by is None or asked is None or thread is None or by.community_id != thread.community_id:
        return "filed", "unknown_token"
    inbound.community = thread.community
    mine = key(by.account.email) == key(reading.sender) and permits.may(by.role, "write")
    if not mine or reading.kind not in WORDS or not reading.own_words:
        return "filed", "unknown_token"
    return passed_on(asked, thread, by, reading)


def passed_on(asked: Inbound, thread: Thread, by: Staff, reading: Reading) -> tuple[str, str]:
    """To the person; what cannot reach them stands among the notes, and it is still our turn."""
    words = rules.redacted(reading.own_words)
    try:
        with session.begin_nested():
            team.reply(asked, by, words, once=reading.message_id)
    except Refusal:
        note(thread, by, words)
        thread.state, thread.unread, thread.moved_at = "open", True, clock.now()
        return "filed", "staff_unsent"
    trail.note(thread, "open", "answered", Cause("reply", by.name, reading.message_id))
    return "filed", "staff_answer"


def tell_the_morning(by: Staff) -> None:
    """What waits, to one of the team; once a day however often the clock asks."""
    community = by.community
    oldest = queries.longest_open(community, rules.IN_DIGEST)
    mails = queries.foremost(oldest)
    with force_locale(by.account.language):
        about = queries.matters(community, oldest)
    rows = [(mails[each.id], about.get(each.id, "")) for each in oldest if each.id in mails]
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
    row = known or SavedReply(community_id=community.id)
    row.language, row.title = language, " ".join(title.split())[:80]
    row.text, row.changed_at = text.strip(), clock.now()
    if not added(row):
        sentence = _l("There is a saved reply with this name in this language already.")
        raise Refusal("inbox.saved", sentence, field="title")
    return row


def unsave(known: SavedReply) -> None:
    session.delete(known)
