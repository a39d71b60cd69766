"""What came of an event, in numbers that add up; nobody's name is in them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from service.communities.models import Community
from service.contacts.models import Person
from service.core.db import session
from service.events import rules
from service.events.models import Event, Registration
from service.inbox.models import Inbound
from service.outbox.models import Message

FEW = 5  # groups smaller than this are not shown by name: one would know who it was
THANKS = "events.thanks"
EARLIER = 5


@dataclass(frozen=True)
class Reckoning:
    """Seats, guests among them. `signed_up` is the sum of the five that follow it.

    came: were there, of those who had signed up; not_known: had a seat, and no list was kept.
    """

    came: int = 0
    no_show: int = 0
    not_known: int = 0
    gave_up: int = 0
    no_seat: int = 0
    walked_in: int = 0
    from_afar: int = 0  # of those who came
    invited: int = 0
    declined: int = 0
    organisations: tuple[tuple[str, int], ...] = field(default=())
    sectors: tuple[tuple[str, int], ...] = field(default=())

    @property
    def signed_up(self) -> int:
        return self.came + self.no_show + self.not_known + self.gave_up + self.no_seat

    @property
    def in_the_room(self) -> int:
        return self.came + self.walked_in - self.from_afar

    @property
    def list_was_kept(self) -> bool:
        return self.came + self.walked_in > 0


WHERE = {
    "attended": "came",
    "no_show": "no_show",
    "held": "not_known",
    "confirmed": "not_known",
    "offered": "no_seat",
    "cancelled": "gave_up",
    "transferred": "gave_up",
    "released": "gave_up",
    "asked": "no_seat",
    "waitlisted": "no_seat",
    "passed": "no_seat",
    "declined": "declined",
    "invited": "invited",
    "saved": "invited",
}


def reckon(rows: Iterable[Registration]) -> Reckoning:
    """From the registrations of one event, with their people."""
    rows = list(rows)
    counted: Counter[str] = Counter()
    for row in rows:
        walked = row.walk_in and row.state == "attended"
        if row.walk_in and not walked:
            continue  # noted by mistake, and undone
        counted["walked_in" if walked else WHERE[row.state]] += row.party
    kept = counted["came"] + counted["walked_in"] > 0
    counted["from_afar"] = sum(row.party for row in rows if row.online and row.state == "attended")
    there = [row for row in rows if row.state == "attended" or (not kept and seated(row))]
    return Reckoning(
        **counted,
        organisations=grouped(there, organisation),
        sectors=grouped(there, sector),
    )


def seated(row: Registration) -> bool:
    return row.state in ("confirmed", "held")


def organisation(row: Registration) -> str:
    person = row.person
    return person.organisation.name if person and person.organisation else ""


def sector(row: Registration) -> str:
    person = row.person
    return (person.organisation.sector or "") if person and person.organisation else ""


def grouped(
    rows: list[Registration], by: Callable[[Registration], str]
) -> tuple[tuple[str, int], ...]:
    """The largest first; those below FEW, and those we know nothing of, together under ""."""
    counted = Counter(by(row) for row in rows)
    named = [(name, number) for name, number in counted.most_common() if name and number >= FEW]
    rest = len(rows) - sum(number for _name, number in named)
    return (*named, ("", rest)) if rest else tuple(named)


def reckoning(event: Event) -> Reckoning:
    return reckonings([event])[event.id]


def reckonings(events: list[Event]) -> dict[int, Reckoning]:
    """Of several events, asked for once."""
    numbers = [event.id for event in events]
    mine = select(Registration).where(Registration.event_id.in_(numbers))
    people = joinedload(Registration.person).joinedload(Person.organisation)
    rows: dict[int, list[Registration]] = {number: [] for number in numbers}
    for row in session.scalars(mine.options(people)):
        rows[row.event_id].append(row)
    return {number: reckon(found) for number, found in rows.items()}


def earlier(event: Event) -> list[Event]:
    """The last events of the same kind before this one."""
    mine = Event.community_id == event.community_id, Event.kind_name == event.kind_name
    before = Event.state == "held", Event.starts_at < event.starts_at
    latest = select(Event).where(*mine, *before).order_by(Event.starts_at.desc())
    return list(session.scalars(latest.limit(EARLIER)))


def of_year(community: Community, year: int, zone: str) -> list[Event]:
    """Events held in this year, the first first."""
    first = rules.new_year(year, zone), rules.new_year(year + 1, zone)
    held = Event.state == "held", Event.starts_at >= first[0], Event.starts_at < first[1]
    mine = select(Event).where(Event.community_id == community.id, *held)
    return list(session.scalars(mine.order_by(Event.starts_at)))


def written(event: Event) -> list[str]:
    """What people wrote in answer to the thanks, for as long as the Inbox keeps it."""
    ours = Message.about_feature == "events", Message.about_id == Registration.id
    mine = select(Inbound.own_words).join(Message, Message.id == Inbound.message_id)
    here = mine.join(Registration, ours[1]).where(ours[0], Message.letter == THANKS)
    said = here.where(Registration.event_id == event.id, Inbound.own_words != "")
    return list(session.scalars(said.order_by(Inbound.id)))


def to_thank(event: Event) -> list[Registration]:
    """Who was there; if no list was kept, who had a seat. With an address to write to."""
    rows = with_address(event, ("attended", "confirmed"))
    came = [row for row in rows if row.state == "attended"]
    return came or rows


def to_miss(event: Event) -> list[Registration]:
    """Who could not come, and asked to be told what came of it."""
    return [row for row in with_address(event, ("cancelled", "no_show")) if row.wants_notes]


def with_address(event: Event, states: tuple[str, ...]) -> list[Registration]:
    mine = Registration.event_id == event.id, Registration.state.in_(states)
    found = select(Registration).where(*mine, Registration.person_id.is_not(None))
    return list(session.scalars(found.options(joinedload(Registration.person))))
