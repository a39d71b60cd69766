"""Look-ups of conversations: whose turn, what is sought, what was said in each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from service.communities.models import Community, Staff
from service.contacts.models import Person
from service.core.db import session
from service.core.permits import PERMITS
from service.inbox import rules
from service.inbox.models import Inbound, SavedReply, Thread
from service.outbox.models import Message

PAGE = 50
LAST = 1 << 60  # after every mail
TABS = ("open", "waiting", "done")


@dataclass(frozen=True)
class Sought:
    """Which tab, which words; `whose` is "", "mine" (of `staff_id`) or "free"."""

    tab: str
    words: str = ""
    whose: str = ""
    staff_id: int = 0


def counts(community: Community) -> dict[str, int]:
    """How many conversations stand under each tab, and how many mails only machines sent."""
    mine = Thread.community_id == community.id
    rows = session.execute(select(Thread.state, func.count()).where(mine).group_by(Thread.state))
    found = dict(rows.all())
    filed = select(func.count()).select_from(Inbound).where(*machine_made(community))
    return {tab: found.get(tab, 0) for tab in TABS} | {"filed": session.scalar(filed) or 0}


def waiting(community: Community) -> int:
    """How many wait for us: the number beside the word Inbox."""
    mine = Thread.community_id == community.id, Thread.state == "open"
    return session.scalar(select(func.count()).select_from(Thread).where(*mine)) or 0


def threads(community: Community, asked: Sought, number: int) -> list[Thread]:
    """One page, the latest first, and one row more when there is another page."""
    if asked.tab not in TABS:
        return []
    whole = wanted(community, asked).options(joinedload(Thread.person), joinedload(Thread.staff))
    latest = whole.order_by(Thread.moved_at.desc(), Thread.id.desc())
    return list(session.scalars(latest.offset((number - 1) * PAGE).limit(PAGE + 1)))


def how_many(community: Community, asked: Sought) -> int:
    if asked.tab in TABS:
        query = select(func.count()).select_from(wanted(community, asked).subquery())
    else:
        query = select(func.count()).select_from(Inbound)
        query = query.where(*machine_made(community), *holding(asked.words))
    return session.scalar(query) or 0


def wanted(community: Community, asked: Sought) -> Select[Thread]:
    query = select(Thread).where(Thread.community_id == community.id, Thread.state == asked.tab)
    if asked.whose == "mine":
        query = query.where(Thread.staff_id == asked.staff_id)
    elif asked.whose == "free":
        query = query.where(Thread.staff_id.is_(None))
    if asked.words:
        said = select(Inbound.thread_id).where(*holding(asked.words))
        query = query.where(Thread.id.in_(said.where(Inbound.community_id == community.id)))
    return query


def holding(sought: str) -> list[ColumnElement[bool]]:
    """Every word stands somewhere in the name, the address, the subject or their words."""
    columns = (Inbound.sender, Inbound.sender_name, Inbound.subject, Inbound.own_words)
    words = sought.split()[:8]
    return [or_(*(c.icontains(word, autoescape=True) for c in columns)) for word in words]


def machine_made(community: Community) -> list[ColumnElement[bool]]:
    """What stands in no conversation: bounces, automatic replies, lists, posts in the channel."""
    return [
        Inbound.community_id == community.id,
        Inbound.thread_id.is_(None),
        Inbound.state != "new",
    ]


def page(community: Community, sought: str, number: int) -> list[Inbound]:
    """One page of what machines sent, newest first, and one row more when there is another."""
    query = select(Inbound).where(*machine_made(community), *holding(sought))
    newest = query.order_by(Inbound.id.desc())
    return list(session.scalars(newest.offset((number - 1) * PAGE).limit(PAGE + 1)))


def foremost(rows: list[Thread]) -> dict[int, Inbound]:
    """What to look at in each of these: the newest mail that waits, else the newest."""
    ids = [thread.id for thread in rows]
    waits = func.max(case((Inbound.state == "waiting", Inbound.id)))
    number = select(func.coalesce(waits, func.max(Inbound.id))).where(Inbound.thread_id.in_(ids))
    first = Inbound.id.in_(number.group_by(Inbound.thread_id))
    found = session.scalars(select(Inbound).where(first))
    return {mail.thread_id: mail for mail in found if mail.thread_id is not None}


def thread_by_id(community: Community, thread_id: int) -> Thread | None:
    mine = Thread.community_id == community.id, Thread.id == thread_id
    return session.scalar(select(Thread).where(*mine))


def thread_of(thread: Thread) -> Thread | None:
    """The row that this one would be, if there is one."""
    mine = Thread.community_id == thread.community_id, Thread.address == thread.address
    matter = Thread.about_feature == thread.about_feature, Thread.about_id == thread.about_id
    return session.scalar(select(Thread).where(*mine, *matter))


def mails_in(inbound: Inbound) -> list[Inbound]:
    """What they wrote in this conversation, oldest first: this mail and the last fifty."""
    if inbound.thread_id is None:
        return [inbound]
    mine = select(Inbound).where(Inbound.thread_id == inbound.thread_id)
    latest = session.scalars(mine.order_by(Inbound.id.desc()).limit(PAGE))
    return sorted({inbound, *latest}, key=lambda each: each.id)


def still_waiting(thread: Thread, before: int = LAST) -> list[Inbound]:
    """The mails of this conversation that nobody has dealt with, oldest first."""
    mine = Inbound.thread_id == thread.id, Inbound.state == "waiting", Inbound.id < before
    return list(session.scalars(select(Inbound).where(*mine).order_by(Inbound.id)))


def letters_in(inbound: Inbound) -> list[Message]:
    """What we wrote to this person about this matter, oldest first; the last fifty."""
    thread, message = inbound.thread, inbound.message
    mine = [Message.community_id == inbound.community_id, Message.person_id.is_not(None)]
    if thread is not None and thread.about_feature and thread.person_id:
        about = Message.about_feature == thread.about_feature, Message.about_id == thread.about_id
        mine += [Message.person_id == thread.person_id, *about]
    elif thread is not None and thread.person_id:
        stray = Message.letter == rules.IN_WORDS, Message.about_feature == "inbox"
        mine += [Message.person_id == thread.person_id, *stray]
    else:
        mine += [Message.id == (message.id if message else 0)]
    latest = select(Message).where(*mine).order_by(Message.id.desc()).limit(50)
    return list(reversed(session.scalars(latest).all()))


def team(community: Community) -> list[Staff]:
    """Who may answer, by name."""
    mine = Staff.community_id == community.id, Staff.role.in_(PERMITS["write"])
    return sorted(session.scalars(select(Staff).where(*mine)), key=lambda each: each.name)


def saved_reply(community: Community, saved_id: int) -> SavedReply | None:
    mine = SavedReply.community_id == community.id, SavedReply.id == saved_id
    return session.scalar(select(SavedReply).where(*mine))


def saved_replies(community: Community, person: Person | None = None) -> list[SavedReply]:
    """All of them, by language and title; those in the person's own language first."""
    mine = SavedReply.community_id == community.id
    rows = session.scalars(select(SavedReply).where(mine))
    own = person.language if person else ""
    return sorted(rows, key=lambda each: (each.language != own, each.language, each.title))


def longest_open(community: Community, limit: int) -> list[Thread]:
    """What has waited for us the longest."""
    mine = Thread.community_id == community.id, Thread.state == "open"
    return list(session.scalars(select(Thread).where(*mine).order_by(Thread.moved_at).limit(limit)))


def staff_with_mail(now: datetime) -> list[Staff]:
    """Those whose community it is seven in the morning of a weekday for, and who have mail open."""
    wants = Staff.digest.is_(True), Staff.role.in_(PERMITS["write"])
    open_mail = select(Thread.id).where(
        Thread.community_id == Staff.community_id, Thread.state == "open"
    )
    found = session.scalars(select(Staff).where(*wants, open_mail.exists()))
    return [staff for staff in found if rules.is_morning(now, staff.community.zone)]
