"""Calendar files: an invitation, its withdrawal, and a feed (RFC 5545, 5546, 6047). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vText,
)

PRODUCT = "-//Paadriv//Events//EN"
UID_LENGTH = 70  # then the line is never folded, and no mail server breaks it
Change = tuple[datetime, timedelta, timedelta, str, bool]


@dataclass(frozen=True)
class Entry:
    """One event as a calendar shows it. `zone` is where it takes place."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    zone: str
    title: str
    description: str
    location: str
    url: str


@dataclass(frozen=True)
class Party:
    """Who invites and who is invited; the organiser never changes for a community."""

    organiser: str
    organiser_email: str
    guest: str
    guest_email: str
    answered: bool = True  # or the calendar asks them


def uid(event_id: int, token: str, domain: str) -> str:
    """Lower case and short. The token in it proves whose answer a reply is."""
    return f"{event_id}-{token}@{domain}".lower()[:UID_LENGTH]


def request(entry: Entry, party: Party) -> str:
    """METHOD:REQUEST to somebody who has said yes already, or who is asked."""
    event = described(entry, party)
    event.add("status", "CONFIRMED")
    return written("REQUEST", [event], (entry,))


def cancel(entry: Entry, party: Party) -> str:
    """METHOD:CANCEL for the same UID; `entry.sequence` must be higher than before."""
    event = described(entry, party)
    event.add("status", "CANCELLED")
    return written("CANCEL", [event], (entry,))


def feed(name: str, entries: Sequence[Entry]) -> str:
    """What anybody may subscribe to: no organiser's mailbox, no guest."""
    return written("PUBLISH", [plain(entry) for entry in entries], entries, name)


def described(entry: Entry, party: Party) -> Event:
    event = plain(entry)
    event.add("organizer", mailbox(party.organiser, party.organiser_email))
    guest = mailbox(party.guest, party.guest_email)
    guest.params["CUTYPE"] = vText("INDIVIDUAL")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("ACCEPTED" if party.answered else "NEEDS-ACTION")
    guest.params["RSVP"] = vText("FALSE" if party.answered else "TRUE")
    event.add("attendee", guest, encode=False)
    return event


def plain(entry: Entry) -> Event:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.start.astimezone(zone))
    event.add("dtend", entry.end.astimezone(zone))
    event.add("summary", entry.title)
    if entry.description:
        event.add("description", entry.description)
    event.add("location", entry.location)
    event.add("url", entry.url)
    event.add("transp", "OPAQUE")
    return event


def mailbox(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    clean = "".join(char for char in name if char.isprintable() and char != '"')
    address.params["CN"] = vText(clean)
    return address


def written(method: str, events: list[Event], entries: Sequence[Entry], name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for zone in sorted({entry.zone for entry in entries}):
        years = [entry.start.year for entry in entries if entry.zone == zone]
        calendar.add_component(timezone(zone, min(years), max(years)))
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def timezone(zone: str, first: int, last: int) -> Timezone:
    """The clock changes from the year before the first event on, as that place keeps them."""
    found = changes(zone, first, last)
    component = Timezone()
    component.add("tzid", zone)
    for moment, before, after, name, summer in found or [unchanging(zone)]:
        observance = TimezoneDaylight() if summer else TimezoneStandard()
        observance.add("dtstart", (moment + before).replace(tzinfo=None))  # the old clock's time
        observance.add("tzoffsetfrom", before)
        observance.add("tzoffsetto", after)
        observance.add("tzname", name)
        component.add_component(observance)
    return component


@lru_cache(maxsize=64)
def changes(zone: str, first: int, last: int) -> tuple[Change, ...]:
    return tuple(each_change(ZoneInfo(zone), first - 1, last + 1))


def each_change(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    hour = datetime(first, 1, 1, tzinfo=UTC)
    before = offset(zone, hour)
    while hour.year <= last:
        hour += timedelta(hours=1)
        after = offset(zone, hour)
        if after != before:
            there = hour.astimezone(zone)
            yield hour, before, after, there.tzname() or "", bool(there.dst())
            before = after


def unchanging(zone: str) -> Change:
    start, place = datetime(1970, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    same = offset(place, start)
    return start, same, same, start.astimezone(place).tzname() or "", False


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    found = moment.astimezone(zone).utcoffset()
    assert found is not None
    return found
