"""The demo's events, and everybody who was, is or hopes to be there."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from service.communities.models import Community
from service.contacts.models import Person
from service.core.db import session
from service.core.seal import seal
from service.demo.times import Calendar
from service.events import queries, rules
from service.events.models import Event, Needs, Question, Registration, Track
from service.signup import actions as signup

MOMENTS = ("starts", "ends", "doors", "closes", "opens")
PLACE = ("place", "address", "meeting_point", "note")
TOLD = ("slug", "title", "summary", "programme", *PLACE, "audience", "state", "outcome")


def hold(
    community: Community, rows: list[dict[str, Any]], people: dict[str, Person], calendar: Calendar
) -> dict[str, Event]:
    """All events with their registrations; by slug."""
    return {row["slug"]: one(community, row, people, calendar) for row in rows}


def one(
    community: Community, row: dict[str, Any], people: dict[str, Person], calendar: Calendar
) -> Event:
    at = {f"{name}_at": calendar.at(row[name]) if name in row else None for name in MOMENTS}
    told = {name: row.get(name, "") for name in TOLD}
    event = Event(
        community_id=community.id,
        community=community,
        kind_name=row["kind"],
        capacity=row["capacity"],
        organisers="\n".join(row.get("organisers", [])),
        responsible="Ågot Prøvesen",
        **told,
        **at,
    )
    session.add(event)
    session.flush()
    signup.publish(community, "events", event.id)
    ask(event, row)
    session.add_all(registrations(event, row, people))
    session.flush()
    tell_needs(event, row.get("needs", {}), people)
    return event


def ask(event: Event, row: dict[str, Any]) -> None:
    """Its tracks and its questions."""
    ids = {"community_id": event.community_id, "event_id": event.id}
    for title, capacity in rules.tracks("\n".join(row.get("tracks", []))):
        event.tracks.append(Track(community_id=event.community_id, title=title, capacity=capacity))
    event.asks_needs = "needs" in row
    session.add_all(Question(**ids, **each) for each in row.get("asks", []))
    session.flush()


def tell_needs(event: Event, needs: dict[str, list[str]], people: dict[str, Person]) -> None:
    """What the hosts of this event must know, as these people told it."""
    for handle, codes in needs.items():
        told = rules.Needs(tuple(codes))
        found = queries.of(event, people[handle])
        assert found is not None, f"{handle} is not at {event.slug}"
        ids = {"registration_id": found.id, "community_id": event.community_id}
        session.add(Needs(**ids, event_id=event.id, sealed=seal(told.packed()), wording="demo"))


def registrations(
    event: Event, row: dict[str, Any], people: dict[str, Person]
) -> Iterator[Registration]:
    """As many in each state as the data file counts: the named first, the crowd after them."""
    named = {state: list(handles) for state, handles in row.get("first", {}).items()}
    spoken_for = set(chain.from_iterable(named.values()))
    crowd = (handle for handle in reversed(people) if handle not in spoken_for)
    for state, number in row["counts"].items():
        first = named.get(state, [])
        for place in range(number):
            handle = first[place] if place < len(first) else next(crowd)
            yield register(event, people[handle], state, place)


def register(event: Event, person: Person, state: str, place: int) -> Registration:
    asked = event.start - timedelta(days=21) + timedelta(hours=place)
    came = state in ("attended", "walk_in")
    tracks = event.tracks if state in rules.TAKING else []
    return Registration(
        community_id=event.community_id,
        event=event,
        person=person,
        name=person.name,
        state="attended" if came else state,
        confirmed_at=asked if state in ("confirmed", "attended", "no_show") else None,
        waiting_since=asked if state == "waitlisted" else None,
        held_until=event.start - timedelta(days=1) if state == "held" else None,
        arrived_at=event.start if came else None,
        checked_in_by="Oda Fasilitatorsen" if came else "",
        walk_in=state == "walk_in",
        track=tracks[place % len(tracks)] if tracks else None,
        track_state="in" if tracks else "",
        source="demo",
        created_at=asked,
    )
