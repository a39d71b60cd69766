"""Events and guests for these tests, made by the actions themselves.

The anchor is Monday 23 November 2026, 09:00 in Havnevik.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.communities.models import Community
from service.contacts.rules import Wording
from service.core.db import session
from service.core.trail import Cause
from service.events import actions
from service.events.models import Event, Registration
from service.events.rules import Applicant, Plan
from service.outbox.models import Message

OSLO = ZoneInfo("Europe/Oslo")
ANCHOR = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 in Havnevik
AGOT = Cause("admin", who="Ågot Prøvesen")
YES = Cause("link", why="button")
LIST = Wording("newsletter", "newsletter-2026-11", "Ja, send meg nyhetsbrevet.", "nb", "/f/x")
JOIN = Wording("membership", "membership-2026-11-event", "Ja, jeg vil være Pådriver.", "nb", "/f/x")


def plan(**changes: Any) -> Plan:
    usual = Plan(
        kind_name="breakfast",
        title="Lys og trygghet i mørketida",
        summary="Hva gjør lyset med byen?",
        programme="08.00 Kaffe\n08.15 Innlegg",
        starts_at=datetime(2026, 12, 2, 8, 0, tzinfo=OSLO),
        ends_at=datetime(2026, 12, 2, 9, 30, tzinfo=OSLO),
        doors_at=datetime(2026, 12, 2, 7, 45, tzinfo=OSLO),
        place="Kulturhuset Sjøgata",
        responsible="Ågot Prøvesen",
        capacity=40,
    )
    return Plan(**(vars(usual) | changes))


def breakfast(community: Community, **changes: Any) -> Event:
    event = actions.announce(community, plan(**changes), AGOT)
    session.commit()
    return event


def applicant(handle: str = "gro", **changes: Any) -> Applicant:
    usual = {"name": f"{handle.title()} Køesen", "email": f"{handle}@havnevik.example"}
    return Applicant(**(usual | {"language": "nb", "source": "test"} | changes))


def register(event: Event, handle: str = "gro", **changes: Any) -> Registration:
    registration = actions.register(event, applicant(handle, **changes)).registration
    session.commit()
    return registration


def coming(event: Event, handle: str = "gro") -> Registration:
    registration = register(event, handle)
    actions.confirm(registration, YES)
    session.commit()
    return registration


def letters() -> list[str]:
    """The names of all letters posted, in order, without the feature."""
    found = session.query(Message).order_by(Message.id)
    return [message.letter.removeprefix("events.") for message in found]
