"""The join form: what it asks, and what happens when it is sent."""

from flask import g

from forms.members import JoinForm
from service.contacts import actions as contacts
from service.contacts.rules import NEWSLETTER, Wording, masked
from service.core.trail import Cause
from service.members import actions, rules
from service.members.actions import Offer
from service.signup.models import SignupForm
from service.signup.rules import Origin, Shown

VERSION = "membership-2026-11"


def ask(form: SignupForm) -> tuple[JoinForm, Shown]:
    return JoinForm(), Shown("members/pages/join.html", {"gets": form.community.member_gets})


def take(form: SignupForm, filled: JoinForm, origin: Origin) -> Shown:
    person = contacts.meet(
        form.community,
        filled.email.data,
        filled.name.data,
        language=origin.language,
        source=f"join form {origin.source}".strip(),
    )
    contacts.works_at(person, filled.organisation.data or "")
    if filled.newsletter.data:
        contacts.ask(person, wording(NEWSLETTER, filled.newsletter, origin))
    offer = Offer(filled.competence.data or "", filled.interests.data or "", filled.idea.data or "")
    actions.request(person, offer, Cause("form", why=origin.page), membership_words(form, origin))
    return Shown("members/pages/asked.html", {"address": masked(filled.email.data.strip())})


def wording(purpose: str, field: object, origin: Origin) -> Wording:
    words, version = str(field.label.text), field.version  # type: ignore[attr-defined]  # WTForms has no types
    return Wording(purpose, version, words, g.language, origin.page)


def membership_words(form: SignupForm, origin: Origin) -> Wording:
    """Sending this form is itself the request: what was promised and expected stood beside it."""
    words = f"{form.community.member_gets}\n{form.community.member_gives}"
    return Wording(rules.PURPOSE, VERSION, words, origin.language, origin.page)
