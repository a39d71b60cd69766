"""The channel's address and limits. Pure; no database."""

from datetime import UTC, datetime, timedelta
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


def is_morning(now: datetime, zone: str) -> bool:
    return now.astimezone(ZoneInfo(zone)).hour == SEVEN


def yesterday(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """From seven yesterday to seven this morning, as clocks go there: 23 to 25 hours."""
    here = now.astimezone(ZoneInfo(zone)).replace(hour=SEVEN, minute=0, second=0, microsecond=0)
    return (here - DAY).astimezone(UTC), here.astimezone(UTC)
