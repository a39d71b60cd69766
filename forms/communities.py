"""What the people who run a community are asked: sign in, team, sender, look, words."""

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ColorInput, ListWidget

from forms.fields import TEXT, StaffForm, address_field, at_most, given, name_field, one_line
from service.core.permits import ROLES
from service.core.words import OWN_NAMES
from service.core.words import lazy_gettext as _l

ROLE_NAMES = {
    "owner": _l("Owner: everything, and the settings"),
    "community_manager": _l("Community manager: people, letters, answers and events"),
    "host": _l("Host: events and the door"),
    "reader": _l("Reader: looks, changes nothing"),
}
ROLE_CHOICES = [SelectChoice(role, ROLE_NAMES[role]) for role in reversed(ROLES)]
LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in OWN_NAMES.items()]


class SignInForm(StaffForm):
    email = address_field(_l("Your e-mail address"))


class MemberForm(StaffForm):
    name = name_field(_l("Name"))
    email = address_field(_l("E-mail"))
    role = SelectField(_l("Role"), choices=ROLE_CHOICES)


class SenderForm(StaffForm):
    sender_name = StringField(
        _l("Name the letters come from"),
        [given(_l("Write the name that readers know you by.")), at_most(120), one_line],
    )
    sender_email = address_field(_l("Address people can write to"))
    address = StringField(
        _l("Postal address or organisation number"),
        [given(_l("Write a postal address or an organisation number.")), at_most(200), one_line],
        description=_l("It stands at the foot of each letter; the law asks for it."),
    )
    controller = StringField(
        _l("Who answers for the data"),
        [given(_l("Write who answers for the data.")), at_most(160), one_line],
        description=_l("The association or municipality, by its full name."),
    )
    controller_email = address_field(_l("Where to ask about the data"))


class LookForm(StaffForm):
    colour = StringField(
        _l("Colour"),
        [given(_l("Choose a colour."))],
        widget=ColorInput(),
        description=_l("Used for headings, links and buttons. We check that it can be read."),
    )
    picture = FileField(
        _l("Logo"),
        description=_l("PNG, JPEG, GIF or WebP, at most 1 MB. Best on a see-through ground."),
    )
    no_logo = BooleanField(_l("Use no logo, only the name"))


class TextsForm(StaffForm):
    about = TextAreaField(
        _l("Who you are"),
        [at_most(TEXT)],
        description=_l("Two or three sentences for the front page."),
    )
    cadence = StringField(
        _l("How often the newsletter comes"),
        [at_most(80), one_line],
        description=_l('A promise that fits after "It comes", such as: about once a month.'),
    )
    member_gets = TextAreaField(_l("What members get"), [at_most(TEXT)])
    member_gives = TextAreaField(_l("What you hope members will do"), [at_most(TEXT)])
    channel_name = StringField(_l("Name of the members' channel"), [at_most(80), one_line])
    channel_url = StringField(
        _l("Address of the members' channel"),
        [at_most(300), one_line],
        description=_l("Sent to members only, in the welcome letter. It starts with https://."),
    )


class KeyForm(StaffForm):
    name = StringField(
        _l("Which program is it for?"),
        [given(_l("Write which program it is for.")), at_most(80), one_line],
    )


class LanguagesForm(StaffForm):
    language = SelectField(_l("First language"), choices=LANGUAGE_CHOICES)
    languages = SelectMultipleField(
        _l("Languages on your pages"),
        choices=LANGUAGE_CHOICES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
