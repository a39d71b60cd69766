"""Parallel tracks: each with its own seats and its own queue; the seat at the event stays."""

from sqlalchemy import update

from service.core import clock, trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import gettext as _
from service.events import letters, queries, rules
from service.events.actions.change import PLAIN, Receipt, held_still, tell
from service.events.models import Event, Registration, Track


def plan(event: Event, text: str) -> None:
    """The tracks as written, one a line; who has chosen one keeps it."""
    known = {track.title.casefold(): track for track in event.tracks}
    wanted = rules.tracks(text)
    kept = {title.casefold() for title, _seats in wanted}
    for name, track in known.items():
        if name not in kept:
            refuse_chosen(track)
            mine = update(Registration).where(Registration.track_id == track.id)
            session.execute(mine.values(track_id=None, track_state=""))
            event.tracks.remove(track)
    for title, capacity in wanted:
        track = known.get(title.casefold()) or add(event, title)
        track.title, track.capacity = title, capacity
        session.flush()
        if queries.room_in(track) < 0:
            sentence = _("More people than that are in “%(track)s” already.", track=title)
            raise Refusal("events.track", sentence, field="tracks")
    session.flush()


def add(event: Event, title: str) -> Track:
    track = Track(community_id=event.community_id, event_id=event.id, title=title)
    event.tracks.append(track)
    return track


def refuse_chosen(track: Track) -> None:
    chosen = queries.chosen(track)
    if chosen:
        sentence = _(
            "%(num)s have chosen “%(track)s”. Keep it, or move them to another track first.",
            num=chosen,
            track=track.title,
        )
        raise Refusal("events.track", sentence, field="tracks")


def choose(registration: Registration, track: Track | None, cause: Cause) -> None:
    """Another track, or none: the one they leave goes to the next in its queue."""
    held_still(registration)
    if registration.track is track:
        return
    left, registration.track = registration.track, track
    registration.track_state, registration.track_since = "", clock.now()
    trail.note(registration, registration.state, f"track: {track.title if track else '-'}", cause)
    settle(registration)
    if left is not None:
        pass_on(left, cause)
    if registration.state == "confirmed":
        again(registration)


def settle(registration: Registration) -> None:
    """They have a seat at the event: is there one in their track, or do they wait for it?"""
    track = registration.track
    if track is None or registration.state not in rules.TAKING or registration.track_state:
        return
    room = queries.room_in(track) >= registration.party and not queries.track_line(track)
    registration.track_state = "in" if room else "waiting"


def room_for(registration: Registration) -> int:
    """How many more could be in the track with them; endless when they are in none."""
    track = registration.track
    return queries.room_in(track) if track and registration.track_state == "in" else queries.ENDLESS


def leave(registration: Registration, cause: Cause) -> None:
    """They have no seat at the event any more."""
    if registration.track is not None and registration.track_state:
        registration.track_state = ""
        pass_on(registration.track, cause)


def pass_on(track: Track, cause: Cause) -> None:
    """Free seats go to those who wait for this track, first come first served."""
    session.flush()
    for registration in queries.track_line(track):
        if queries.room_in(track) < registration.party:
            return
        registration.track_state = "in"
        trail.note(registration, registration.state, "in its track", cause)
        session.flush()
        if registration.state == "confirmed":
            again(registration)


def again(registration: Registration, receipt: Receipt = PLAIN) -> None:
    """The receipt anew: it says which track."""
    registration.sequence += 1
    letter, calendar = letters.you_are_in(registration), letters.invitation(registration)
    tell(registration, letter, calendar=calendar, receipt=receipt)
