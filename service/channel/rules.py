"""The channel's address and limits. Pure; no database."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BOX = "talk"
SEAT = "channel"  # the purpose of the token that opens the archive
SINGLE, DIGEST, OFF = "single", "digest", "off"
CHOICES = (SINGLE, DIGEST, OFF)
FIRST, ALL, NONE = "first", "all", "none"
MODERATION = (FIRST, ALL, NONE)
LONGEST = 40_000  # of a post's text
SHOWN = 8_000  # of it in each copy; the archive has the rest
HOURLY = 5  # posts of one person; more wait for a moderator
SEVEN = 7  # the hour of the daily mail
DAY = timedelta(hours=24)
KEPT = timedelta(days=730)  # a conversation in the archive, after its last post
AT_ONCE = 200  # who are told of the channel in one minute
ANSWERED = re.compile(r"(?i)^(?:(?:re|sv|vs|aw|antw|fwd?|doorst)\s?:\s*)+")


def address(slug: str, domain: str) -> str:
    return f"{BOX}+{slug}@{domain}"


def slug_in(recipient: str, domain: str) -> str:
    """The community written to; empty when it is no address of a channel."""
    local, _, there = recipient.strip().lower().rpartition("@")
    box, plus, slug = local.partition("+")
    return slug if box == BOX and plus and there.rstrip(".") == domain else ""


def subject(written: str) -> str:
    return ANSWERED.sub("", " ".join(written.split()))[:200]


def is_morning(now: datetime, zone: str) -> bool:
    return now.astimezone(ZoneInfo(zone)).hour == SEVEN
