"""A letter to many: printed, everybody written down, held up, tried again, settled."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

import emails
from service.communities.models import Community
from service.contacts import rules as people
from service.core import clock, tokens
from service.core.db import session
from service.outbox import compose, queries, rules
from service.outbox.actions.message import About
from service.outbox.delivery.statements import NOW
from service.outbox.models import Chunk, Delivery, Mailing, Print
from service.outbox.rules import ChunkState, State

CHUNK = 500  # recipients that one sender holds at a time


def print_letter(
    letter: emails.Letter, language: str, community: Community, nameless: str = ""
) -> Print:
    """Render a letter once for many and compile it; what differs per recipient is left open.

    `nameless` is what somebody without a name is called.
    """
    frame = compose.frame(community, rules.STOP_LINK if letter.stream == "news" else None)
    page = emails.render(letter, language, frame)
    content = "\0".join((page.subject, page.preheader, page.html, page.text))
    sheet = Print(
        community_id=community.id,
        subject=page.subject,
        preheader=page.preheader,
        html=page.html,
        text=page.text,
        digest=sha256(content.encode()).hexdigest(),
    )
    session.add(sheet)
    session.flush()
    compile_print(sheet, community, nameless)
    return sheet


def compile_print(sheet: Print, community: Community, nameless: str) -> None:
    sheet.plate, sheet.plate_digest = compose.plate(sheet, community, nameless)


def prepare(
    letter: type[emails.Letter], community: Community, about: About, recipients: Select[Any]
) -> Mailing:
    """One row for each recipient, in one statement; from now on senders may take it up.

    `recipients` selects person, print and why nothing may go there (or NULL), each person once.
    """
    mailing = Mailing(
        community_id=community.id,
        about_feature=about.feature,
        about_id=about.id,
        letter=letter.name,
        list=people.NEWSLETTER,
        key=tokens.new(),
        dated_at=clock.now().replace(microsecond=0),
    )
    session.add(mailing)
    session.flush()
    write_down(mailing, recipients)
    chunk_up(mailing)
    return mailing


def write_down(mailing: Mailing, recipients: Select[Any]) -> None:
    who, sheet, why = recipients.subquery().c
    rows = select(
        literal(mailing.id),
        func.row_number().over(order_by=who),
        who,
        sheet,
        case((why.is_(None), int(State.WAITING)), else_=int(State.SKIPPED)),
        literal(0),
        why,
    )
    names = ["mailing_id", "seq", "person_id", "print_id", "state", "attempts", "reason"]
    session.execute(insert(Delivery).from_select(names, rows))


def chunk_up(mailing: Mailing) -> None:
    highest = select(func.max(Delivery.seq)).where(Delivery.mailing_id == mailing.id)
    total = session.scalar(highest) or 0
    chunks = [
        {"mailing_id": mailing.id, "no": no, "lo": lo, "hi": min(lo + CHUNK - 1, total)}
        for no, lo in enumerate(range(1, total + 1, CHUNK))
    ]
    if chunks:
        session.execute(insert(Chunk), chunks)


def mailing_of(about: About) -> Mailing | None:
    return session.scalar(select(Mailing).where(of(about)))


def of(about: About) -> ColumnElement[bool]:
    return and_(Mailing.about_feature == about.feature, Mailing.about_id == about.id)


def steer(about: About, state: str, trouble: str = "") -> None:
    """running, paused, stopped or done. Senders hear of it within a few milliseconds."""
    session.execute(update(Mailing).where(of(about)).values(state=state, trouble=trouble[:300]))


def beat(about: About, trouble: str = "") -> None:
    """A sign of life; `trouble` is what holds it up right now."""
    runs = Mailing.state == "running"  # why one is held is not to be overwritten
    values = {"touched_at": clock.now(), "trouble": trouble[:300]}
    session.execute(update(Mailing).where(of(about), runs).values(values))


def settle(about: About, reason: str, *, lapsed: bool = False) -> None:
    """What has not left never will. What a sender holds right now is settled once it lets go.

    `lapsed`: also what is held by one that fell silent; its journal has been looked for.
    The chunks are locked first: a sender passes over them, and takes none that we are settling.
    """
    mailing = mailing_of(about)
    if mailing is None:
        return
    held = Chunk.state == int(ChunkState.HELD)
    if lapsed:
        now: ColumnElement[int] = literal_column(NOW[session.get_bind().dialect.name])
        held = and_(held, Chunk.lease_until > now)
    ours = select(Chunk.no).where(Chunk.mailing_id == mailing.id, ~held).with_for_update()
    inside = exists().where(
        Chunk.mailing_id == mailing.id,
        Chunk.no.in_(session.scalars(ours).all()),
        Delivery.seq.between(Chunk.lo, Chunk.hi),
    )
    free = Delivery.mailing_id == mailing.id, queries.unsettled(), inside
    off = {"state": int(State.SKIPPED), "reason": reason, "next_at": None, "done_at": clock.now()}
    quick = {"synchronize_session": False}
    session.execute(update(Delivery).where(*free).values(off).execution_options(**quick))


def revive(now: datetime) -> None:
    """Whoever is due again waits again, and the chunk they are in is open once more.

    A chunk that somebody holds is left alone: its sender would not see the change.
    """
    due = Delivery.next_at <= now
    inside = Delivery.mailing_id == Chunk.mailing_id, Delivery.seq.between(Chunk.lo, Chunk.hi)
    idle = Chunk.state != int(ChunkState.HELD)
    wanted = select(Chunk.mailing_id, Chunk.no, Chunk.lo, Chunk.hi).where(
        idle,
        Chunk.mailing_id.in_(select(Mailing.id).where(Mailing.state == "running")),
        exists().where(*inside, due),
    )
    for mailing_id, no, lo, hi in session.execute(wanted.with_for_update()).all():
        mine = Delivery.mailing_id == mailing_id, Delivery.seq.between(lo, hi), due
        waits = update(Delivery).where(*mine).values(state=int(State.WAITING), next_at=None)
        session.execute(waits.execution_options(synchronize_session=False))
        chunk = update(Chunk).where(Chunk.mailing_id == mailing_id, Chunk.no == no)
        session.execute(chunk.values(state=int(ChunkState.FREE), lease_until=0))


def again(about: About) -> int:
    """Send those in doubt once more; how many there are."""
    mailing = mailing_of(about)
    if mailing is None:
        return 0
    doubts = Delivery.mailing_id == mailing.id, Delivery.state == int(State.UNCERTAIN)
    number = session.scalar(select(func.count()).where(*doubts)) or 0
    session.execute(update(Delivery).where(*doubts).values(next_at=clock.now()))
    return number
