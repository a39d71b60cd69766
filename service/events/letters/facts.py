"""What letters about a seat say of it, in the reader's language."""

from datetime import datetime

from flask import current_app

from service.core import tokens, words
from service.core.words import force_locale
from service.core.words import gettext as _
from service.events.models import Registration
from service.events.rules import Before


def party_of(registration: Registration) -> str | None:
    """How many seats, for whoever brings somebody along."""
    return str(registration.party) if registration.guests else None


def joined(*parts: str) -> str | None:
    return " ".join(part for part in parts if part) or None


def online(registration: Registration) -> str | None:
    """Their own way in, for whoever takes part from afar."""
    return own_link("online", registration) if registration.event.online_url else None


def own_link(purpose: str, registration: Registration) -> str:
    """The address of a page about this seat: notes, give, online."""
    token = tokens.sign(purpose, registration.id)
    return f"{current_app.config['BASE_URL']}/{purpose}/{token}"


def track(registration: Registration) -> str:
    """Which track they are in, or wait for (domain A21)."""
    if registration.track is None or not registration.track_state:
        return ""
    title = registration.track.title
    with force_locale(registration.who.language):
        if registration.track_state == "in":
            return str(_("Your track: %(track)s.", track=title))
        return str(
            _(
                "%(track)s is full, and you are in the queue for it. "
                "Your place at the event is yours all the same.",
                track=title,
            )
        )


def moved(registration: Registration, before: Before | None) -> str:
    """The new and the old, in their own language (domain A18)."""
    event, code = registration.event, registration.who.language
    told: list[str] = []
    if before is None:
        return ""
    with force_locale(code):
        if (before.start, before.end) != (event.start, event.end):
            was = words.when(before.start, before.end, event.community.zone, code)
            new = when(registration)
            told.append(_("New time: %(new)s. It was to be %(was)s.", new=new, was=was))
        if before.where != event.where:
            told.append(_("New place: %(new)s. It was %(was)s.", new=event.where, was=before.where))
    return " ".join(map(str, told))


def when(registration: Registration) -> str:
    """The day and the hours; the season while there is no day yet."""
    event = registration.event
    if event.starts_at is None:
        return event.season
    return words.when(event.start, event.end, event.community.zone, registration.who.language)


def moment(registration: Registration, at: datetime) -> str:
    return words.when(at, None, registration.event.community.zone, registration.who.language)


def doors(registration: Registration) -> str | None:
    event, code = registration.event, registration.who.language
    if event.doors_at is None:
        return None
    return words.at(event.doors_at, event.community.zone, code)
