"""What a manager writes back to somebody."""

from wtforms import TextAreaField

from forms.fields import StaffForm, at_most, given
from service.core.words import lazy_gettext as _l

LONGEST = 10_000


class AnswerForm(StaffForm):
    text = TextAreaField(
        _l("Your answer"),
        [given(_l("Write an answer first.")), at_most(LONGEST)],
        description=_l("We add the greeting and your name. What they wrote is quoted below it."),
        render_kw={"rows": 8},
    )
