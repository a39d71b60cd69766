"""The newsletter form: a name, an address and a promise; sending it is the asking."""

from flask import g

from forms.contacts import NewsletterForm
from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts.rules import NEWSLETTER, Wording, masked
from service.core.words import gettext as _
from service.signup import actions
from service.signup.models import SignupForm
from service.signup.rules import Origin, Shown

VERSION = "newsletter-form-2026-11"


def ask(form: SignupForm) -> tuple[NewsletterForm, Shown]:
    community = form.community
    context = {
        "promise": promise(community, g.language),
        "cadence": cadence(community, g.language),
    }
    return NewsletterForm(), Shown("signup/pages/newsletter.html", context)


def take(form: SignupForm, filled: NewsletterForm, origin: Origin) -> Shown:
    person = contacts.meet(
        form.community,
        filled.email.data,
        filled.name.data,
        language=origin.language,
        source=f"newsletter form {origin.source}".strip(),
    )
    words = promise(form.community, origin.language)
    actions.subscribe(person, Wording(NEWSLETTER, VERSION, words, origin.language, origin.page))
    return Shown("signup/pages/asked.html", {"address": masked(filled.email.data.strip())})


def promise(community: Community, language: str) -> str:
    """The very words a reader agrees to by sending the form."""
    said = _("%(name)s may mail me its newsletter. I can stop it any time.", name=community.name)
    rhythm = _("It comes %(often)s.", often=cadence(community, language))
    return f"{said} {rhythm}" if cadence(community, language) else str(said)


def cadence(community: Community, language: str) -> str:
    """How often, as the community wrote it; left out where another language is spoken."""
    return community.cadence if language == community.language else ""
