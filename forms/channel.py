"""What staff are asked about the channel by mail."""

from wtforms import BooleanField, RadioField, SelectChoice, StringField

from forms.fields import StaffForm, at_most, given, one_line
from service.core.words import lazy_gettext as _l


class ChannelForm(StaffForm):
    open = BooleanField(_l("The channel is open"))
    name = StringField(
        _l("Name of the channel"), [given(_l("Give the channel a name.")), at_most(80), one_line]
    )
    about = StringField(_l("What is it for?"), [at_most(300), one_line])
    moderation = RadioField(
        _l("Which posts wait for you?"),
        choices=[
            SelectChoice("first", _l("The first of each writer")),
            SelectChoice("all", _l("Every post")),
            SelectChoice("none", _l("None")),
        ],
    )
