"""Afterwards: thanks to who came, and word to who could not and wanted to know."""

from service.core import clock, trail
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.events import letters, queries
from service.events.actions.change import held_still, locked
from service.events.actions.checks import A_LINK
from service.events.models import Event, Registration
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras

TOO_EARLY = _l("It is not over yet. Thank people when it is.")
LONGEST = 2000


def tell_what_came(event: Event, outcome: str, material: str, cause: Cause) -> None:
    """On the event's page, and in the letters: what came of it, and where to read more."""
    event = locked(event)
    material = material.strip()
    if material and not material.startswith("https://"):
        raise Refusal("events.material", A_LINK, field="material")
    event.outcome, event.material = outcome.strip()[:LONGEST], material[:300]
    trail.note(event, event.state, "outcome", cause)


def thank(event: Event, cause: Cause) -> int:
    """How many letters went out. Each person gets one, however often the button is pressed."""
    event = locked(event)
    if event.state != "held":
        raise Refusal("events.thanks", TOO_EARLY, status=409)
    kept = queries.reckoning(event).list_was_kept
    went = sum(write(row, letters.thanks(row, came=kept)) for row in queries.to_thank(event))
    went += sum(write(row, letters.missed_you(row)) for row in queries.to_miss(event))
    event.thanked_at = clock.now()
    trail.note(event, event.state, "thanked", cause)
    return went


def write(registration: Registration, letter: letters.Afterwards) -> bool:
    once = Extras(once=f"{letter.name}:{registration.id}")
    about = About("events", registration.id)
    return outbox.post(letter, registration.who, about, once) is not None


def want_notes(registration: Registration, cause: Cause) -> bool:
    """They cannot come, and would like to know what came of it. False if that was known."""
    held_still(registration)
    if registration.wants_notes:
        return False
    registration.wants_notes = True
    trail.note(registration, registration.state, "wants notes", cause)
    return True
