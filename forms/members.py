"""What somebody who wants to be a Pådriver is asked."""

from wtforms import TextAreaField

from forms.fields import (
    TEXT,
    ConsentField,
    PublicForm,
    address_field,
    at_most,
    name_field,
    organisation_field,
)
from service.core.words import lazy_gettext as _l


class JoinForm(PublicForm):
    name = name_field(_l("Name"))
    email = address_field(_l("E-mail"))
    organisation = organisation_field(_l("Organisation"))
    competence = TextAreaField(_l("What can you contribute?"), [at_most(TEXT)])
    interests = TextAreaField(_l("What are you interested in?"), [at_most(TEXT)])
    idea = TextAreaField(_l("Do you have an idea we should know of?"), [at_most(TEXT)])
    newsletter = ConsentField(
        _l("Yes, send me the newsletter by e-mail. I can stop it whenever I want."),
        version="newsletter-2026-11",
    )
