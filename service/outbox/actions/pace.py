"""Set how fast and when a community's letters to many may leave."""

import re
from dataclasses import dataclass
from datetime import date
from datetime import time as dtime
from zoneinfo import ZoneInfo

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.core.refusal import Refusal
from service.core.words import lazy_gettext as _l
from service.outbox.models import Pace

MOST = 10_000_000  # letters an hour; whoever needs more needs no limit
DOMAINS = 100
NUMBER = re.compile(r"\d+|\d{1,3}([ .'\u00a0\u202f]\d{3})+")
LINE = re.compile(r"@?([\w-]+(?:\.[\w-]+)+)[\s:=,]+(\S.*)")
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")

AMOUNT = _l("Write a whole number from 1 to 10 000 000, or nothing at all for no limit.")
DOMAIN = _l("“%(line)s” is not a domain and a number. Write it like this: gmail.com 600.")
TWICE = _l("%(domain)s stands there twice. Keep one of the lines.")
MANY = _l("That is more providers than we have room for: at most 100.")
HOUR = _l("Write the time like this: 21:00.")
BOTH = _l("Quiet hours need both times. Write this one too, or empty the other.")
SAME = _l("Quiet hours that end when they begin are none. Change one time, or empty both.")
DAY = _l("Write the day like this: 2026-11-25.")
AHEAD = _l("This day is still to come. A warm-up counts from the first day you sent letters.")


@dataclass(frozen=True)
class Wish:
    """As typed; what is empty has no limit."""

    per_hour: str = ""
    domains: str = ""
    quiet_from: str = ""
    quiet_until: str = ""
    warm_from: str = ""


def change_pace(community: Community, wish: Wish) -> Pace:
    """From the next second on, also for letters that are under way. Refusal names the field."""
    begin, end = quiet(wish)
    limits = {
        "per_hour": amount(wish.per_hour, "per_hour", AMOUNT) if wish.per_hour.strip() else None,
        "domains": by_domain(wish.domains),
        "quiet_from": begin,
        "quiet_until": end,
        "warm_from": first_day(wish.warm_from.strip(), community),
    }
    pace = session.get(Pace, community.id) or Pace(community_id=community.id)
    for name, value in limits.items():
        setattr(pace, name, value)
    session.add(pace)
    session.flush()
    return pace


def amount(typed: str, field: str, sentence: object) -> int:
    """10000, 10 000 and 10.000 are the same number."""
    found = NUMBER.fullmatch(typed.strip())
    number = int(re.sub(r"\D", "", typed)) if found else 0
    if not 1 <= number <= MOST:
        raise Refusal("outbox.amount", str(sentence), field=field)
    return number


def by_domain(typed: str) -> dict[str, int]:
    """One provider on each line, with its letters an hour."""
    found: dict[str, int] = {}
    for line in filter(None, map(str.strip, typed.splitlines())):
        wrong = str(DOMAIN) % {"line": line[:80]}
        parts = LINE.fullmatch(line)
        if parts is None:
            raise Refusal("outbox.domain", wrong, field="domains")
        domain = parts[1].lower()
        if domain in found:
            raise Refusal("outbox.twice", str(TWICE) % {"domain": domain}, field="domains")
        found[domain] = amount(parts[2], "domains", wrong)
    if len(found) > DOMAINS:
        raise Refusal("outbox.many", MANY, field="domains")
    return found


def quiet(wish: Wish) -> tuple[str | None, str | None]:
    begin = hour(wish.quiet_from.strip(), "quiet_from")
    end = hour(wish.quiet_until.strip(), "quiet_until")
    if bool(begin) != bool(end):
        missing = "quiet_until" if begin else "quiet_from"
        raise Refusal("outbox.both", BOTH, field=missing)
    if begin and begin == end:
        raise Refusal("outbox.same", SAME, field="quiet_until")
    return begin, end


def hour(typed: str, field: str) -> str | None:
    """21:00; None when nothing is typed."""
    if not typed:
        return None
    found = CLOCK.fullmatch(typed)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refusal("outbox.hour", HOUR, field=field)
    return dtime(int(found[1]), int(found[2])).strftime("%H:%M")


def first_day(typed: str, community: Community) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise Refusal("outbox.day", DAY, field="warm_from") from error
    if day > clock.now().astimezone(ZoneInfo(community.zone)).date():
        raise Refusal("outbox.ahead", AHEAD, field="warm_from")
    return day
