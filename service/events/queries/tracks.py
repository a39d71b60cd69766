"""Parallel tracks: how full each is, and who waits for it."""

from sqlalchemy import func, select

from service.core.db import session
from service.events import rules
from service.events.models import Event, Registration, Track

ENDLESS = 1_000_000


def tracks(event: Event) -> list[tuple[Track, int, int]]:
    """Each with how many seats are taken in it and how many people wait for it."""
    mine = Registration.event_id == event.id, Registration.state.in_(rules.TAKING)
    seats = func.sum(Registration.guests + 1)
    columns = Registration.track_id, Registration.track_state, seats
    counted = select(*columns).where(*mine).group_by(*columns[:2])
    found = {(track, state): int(number) for track, state, number in session.execute(counted)}
    return [
        (track, found.get((track.id, "in"), 0), found.get((track.id, "waiting"), 0))
        for track in event.tracks
    ]


def track(event: Event, number: int) -> Track | None:
    return session.scalar(select(Track).where(Track.event_id == event.id, Track.id == number))


def room_in(track: Track) -> int:
    """Seats nobody has in this track; as good as endless when it has no limit."""
    if track.capacity is None:
        return ENDLESS
    mine = Registration.track_id == track.id, Registration.track_state == "in"
    counted = select(func.sum(Registration.guests + 1)).where(*mine)
    return track.capacity - (session.scalar(counted) or 0)


def track_line(track: Track) -> list[Registration]:
    """Who waits for this track, the first first."""
    mine = Registration.track_id == track.id, Registration.track_state == "waiting"
    found = select(Registration).where(*mine)
    return list(session.scalars(found.order_by(Registration.track_since, Registration.id)))


def chosen(track: Track) -> int:
    """How many have chosen it and have not given up their seat."""
    mine = Registration.track_id == track.id, Registration.state.not_in(rules.GIVEN_UP)
    return session.scalar(select(func.count(Registration.id)).where(*mine)) or 0
