"""What a manager writes back to somebody, notes for the team, and keeps for the next time."""

from collections.abc import Iterable

from wtforms import SelectChoice, SelectField, StringField, TextAreaField

from forms.fields import StaffForm, at_most, given, one_line
from service.core.words import OWN_NAMES
from service.core.words import lazy_gettext as _l

LONGEST = 10_000
NOTE = 4_000


class AnswerForm(StaffForm):
    text = TextAreaField(
        _l("Your answer"),
        [given(_l("Write an answer first.")), at_most(LONGEST)],
        description=_l("We add the greeting and your name. What they wrote is quoted below it."),
        render_kw={"rows": 8, "data-answer": ""},
    )


class NoteForm(StaffForm):
    note = TextAreaField(
        _l("A note for the team"),
        [given(_l("Write a note first.")), at_most(NOTE)],
        description=_l("It is never sent."),
        render_kw={"rows": 3},
    )


class SavedReplyForm(StaffForm):
    language = SelectField(_l("Language"))
    title = StringField(
        _l("What shall we call it?"),
        [given(_l("Give it a name, so that you find it again.")), at_most(80), one_line],
    )
    text = TextAreaField(
        _l("The words"),
        [given(_l("Write the words first.")), at_most(LONGEST)],
        description=_l("Without greeting and name; those are added when it is sent."),
        render_kw={"rows": 8},
    )

    def offer(self, languages: Iterable[str]) -> "SavedReplyForm":
        self.language.choices = [SelectChoice(code, OWN_NAMES[code]) for code in languages]
        return self
