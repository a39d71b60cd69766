"""The registration form of one event: what it asks, and what happens when it is sent."""

from flask import abort, g

from forms.events import RegistrationForm
from forms.fields import ConsentField
from forms.questions import answered
from service.contacts.rules import NEWSLETTER, Wording, clean_address, masked
from service.events import actions, queries
from service.events.models import Event
from service.events.rules import Applicant, Needs
from service.signup.models import SignupForm
from service.signup.rules import Origin, Shown


def ask(form: SignupForm) -> tuple[RegistrationForm, Shown]:
    event = the_event(form)
    context = {"event": event, "left": queries.free(event)}
    return queries.form_of(event), Shown("events/pages/register.html", context)


def take(form: SignupForm, filled: RegistrationForm, origin: Origin) -> Shown:
    event = the_event(form)
    taken = actions.register(event, applicant(filled, origin))
    address = masked(clean_address(filled.email.data) or "")
    shown = {"event": event, "room": taken.room, "address": address}
    return Shown("events/pages/asked.html", shown)


def the_event(form: SignupForm) -> Event:
    return queries.by_id(form.community, form.about_id) or abort(404)


def applicant(filled: RegistrationForm, origin: Origin) -> Applicant:
    return Applicant(
        name=filled.name.data,
        email=filled.email.data,
        language=origin.language,
        organisation=filled.organisation.data or "",
        newsletter=agreed(NEWSLETTER, filled.newsletter, origin),
        membership=agreed("membership", filled.membership, origin),
        source=origin.source,
        guests=filled.guests.data or 0,
        answers={int(each.short_name[1:]): answered(each) for each in filled.questions},
        needs=needs_of(filled),
        track=int(filled.track.data) if "track" in filled and filled.track.data else None,
    )


def needs_of(filled: RegistrationForm) -> Needs | None:
    """Only what they ticked that the hosts may see."""
    if "needs" not in filled or not filled.needs_consent.data:
        return None
    codes, words = tuple(filled.needs.data or ()), filled.needs_words.data or ""
    if not codes and not words.strip():
        return None
    return Needs(codes, words.strip(), str(filled.needs_consent.label.text))


def agreed(purpose: str, box: ConsentField, origin: Origin) -> Wording | None:
    """The very words beside the box, if it was ticked."""
    if not box.data:
        return None
    return Wording(purpose, box.version, str(box.label.text), g.language, origin.page)
