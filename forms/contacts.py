"""What we ask of a reader who wants the newsletter, and what staff may put right about a person."""

from wtforms import SelectChoice, SelectField

from forms.fields import PublicForm, StaffForm, address_field, name_field, organisation_field
from service.core.words import OWN_NAMES
from service.core.words import lazy_gettext as _l

SECTORS = {
    "": _l("Not known"),
    "public": _l("Public"),
    "private": _l("Private business"),
    "voluntary": _l("Voluntary"),
    "academia": _l("Research and education"),
    "culture": _l("Culture"),
}
SECTOR_CHOICES = [SelectChoice(code, name) for code, name in SECTORS.items()]
LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in OWN_NAMES.items()]


class NewsletterForm(PublicForm):
    name = name_field(_l("Name"))
    email = address_field(_l("E-mail"))


class PersonForm(StaffForm):
    name = name_field(_l("Name"))
    language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES)
    organisation = organisation_field(_l("Organisation"))
    sector = SelectField(_l("Sector"), choices=SECTOR_CHOICES)
