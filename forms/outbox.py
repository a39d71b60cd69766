"""What an owner is asked about how fast and when letters to many may leave."""

from wtforms import StringField, TextAreaField
from wtforms.widgets import DateInput, TimeInput

from forms.fields import TEXT, StaffForm, at_most
from service.core.words import lazy_gettext as _l


class PaceForm(StaffForm):
    """Typed text in every field: what cannot be understood is shown again as it was typed."""

    per_hour = StringField(
        _l("Letters an hour, at most"),
        [at_most(20)],
        description=_l("For all your newsletters together."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    domains = TextAreaField(
        _l("Letters an hour to single providers"),
        [at_most(TEXT)],
        description=_l("One on each line, such as: gmail.com 600. For a provider that says no."),
        render_kw={"rows": 4, "autocapitalize": "off", "spellcheck": "false"},
    )
    quiet_from = StringField(
        _l("Quiet from"),
        [at_most(20)],
        description=_l("From then on nothing leaves; nobody is woken by a newsletter."),
        widget=TimeInput(),
    )
    quiet_until = StringField(
        _l("Quiet until"),
        [at_most(20)],
        widget=TimeInput(),
    )
    warm_from = StringField(
        _l("First day of a warm-up"),
        [at_most(20)],
        description=_l(
            "Wise when you begin to send from a new domain, for large providers trust a newcomer "
            "slowly. 100 letters may leave on each of the first two days and twice as many every "
            "second day after that; after four weeks there is no limit."
        ),
        widget=DateInput(),
    )
