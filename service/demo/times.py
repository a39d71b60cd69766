"""The demo's calendar: written around Monday 23 November 2026, moved by whole weeks to today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WRITTEN = date(2026, 11, 23)


@dataclass(frozen=True)
class Calendar:
    """Moves the dates of the data files so that weekdays stay and the anchor is `anchor`."""

    anchor: date
    zone: str

    @property
    def shift(self) -> timedelta:
        return self.anchor - WRITTEN

    def day(self, written: date) -> date:
        return written + self.shift

    def at(self, written: date | datetime, hour: time = time(9)) -> datetime:
        """The moment, local in the data file, aware here."""
        if not isinstance(written, datetime):
            written = datetime.combine(written, hour)
        return (written + self.shift).replace(tzinfo=ZoneInfo(self.zone))


def anchor_for(today: date) -> date:
    """The Monday of this working week; on a weekend, the Monday that comes."""
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=1) if today.weekday() > 4 else monday
