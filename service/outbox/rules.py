"""Links a letter may name, when to try again, when to give up. Pure; no database."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as dtime
from enum import IntEnum
from zoneinfo import ZoneInfo

from emails.slots import slot

COPY = "copy"  # the purpose of a token that names one delivery of a letter to many
SEQ_BITS = 24  # of a copy's number; the rest names its mailing

ANSWER_LINK = slot("answer_link")  # the page that takes a yes or no to this very message
STOP_LINK = slot("stop_link")  # one-click unsubscribe (RFC 8058) and its page
MINE_LINK = slot("mine_link")  # the person's own page
LEASE = timedelta(minutes=4)  # longer than RQ lets any job run, so than any one hand-over
STUCK = timedelta(seconds=45)  # committed, but nobody has picked it up
RETRY = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)  # seconds, two days in all
# Of a letter to many: minutes from one attempt to the next, two days in all (RFC 5321 § 4.5.4.1).
MAILING_RETRY = (5, 15, 60, 240, 720, 720, 1120)
WARM_UP = 100  # letters on each of the first two days of a new sender
WARM_STEPS = 14  # doublings until there is no limit: four weeks
STAYED = timedelta(days=3)  # a letter that has not come back by then has arrived
ASKS_A_DAY = 6  # letters to an address that has never answered: no form may flood a stranger
SECRET = ("communities.sign_in",)  # whose fields are not kept once nobody has to send it again
ANSWERS_A_DAY = 3  # automatic answers to one address (domain R-4)


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts; None when it is time to give up."""
    return timedelta(seconds=RETRY[attempts - 1]) if attempts <= len(RETRY) else None


def mailing_retry(attempts: int) -> timedelta | None:
    """How long a letter to many waits after this many failed attempts; None gives up."""
    fits = attempts <= len(MAILING_RETRY)
    return timedelta(minutes=MAILING_RETRY[attempts - 1]) if fits else None


def warmed(started: date, today: date) -> int | None:
    """How many letters a day a new sender may send: double every other day, then no limit.

    Large receivers trust a new sender slowly; one that begins with thousands looks like spam.
    """
    step = max(0, (today - started).days) // 2
    return WARM_UP * 2**step if step < WARM_STEPS else None


def moment_of_day(written: str) -> dtime:
    """21:00"""
    return dtime.fromisoformat(written)


def quiet_until(now: datetime, zone: ZoneInfo, begin: dtime, end: dtime) -> datetime | None:
    """When the quiet hours end that it is in now, on the clocks of that zone; None outside them."""
    if begin == end:
        return None
    today = now.astimezone(zone).date()
    for evening in (today - timedelta(days=1), today):
        morning = evening + timedelta(days=1 if begin > end else 0)
        over = max(moments(morning, end, zone))
        if min(moments(evening, begin, zone)) <= now < over:
            return over
    return None


def moments(day: date, clock: dtime, zone: ZoneInfo) -> list[datetime]:
    """When the clock says so: twice in the night that is an hour longer.

    In the night that skips this time, by the clock before and by the clock after the change.
    """
    told = [datetime.combine(day, clock.replace(fold=fold), zone) for fold in (0, 1)]
    return [each.astimezone(UTC) for each in told]


class State(IntEnum):
    """Where a delivery stands. Uncertain: sent whole, and the answer never came."""

    WAITING = 0
    SENT = 1
    DEFERRED = 2
    FAILED = 3
    SKIPPED = 4
    UNCERTAIN = 5


class ChunkState(IntEnum):
    FREE = 0
    HELD = 1
    DONE = 2


def copy_number(mailing_id: int, seq: int) -> int:
    """The number that a copy's token signs: up to 16,777,215 mailings and recipients of each."""
    return mailing_id << SEQ_BITS | seq


def copy_of(number: int) -> tuple[int, int]:
    return number >> SEQ_BITS, number & ((1 << SEQ_BITS) - 1)
