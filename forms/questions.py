"""The questions a manager puts to those who sign up, as fields of the registration form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forms.fields import ConsentField, StaffForm, at_most, given, one_line
from service.core.words import lazy_gettext as _l

KINDS = {
    "text": _l("A few words"),
    "choice": _l("One of several"),
    "many": _l("Any of several"),
    "number": _l("A number"),
    "date": _l("A date"),
    "consent": _l("A box to tick"),
    "roles": _l("Roles: a case of one's own, expert by experience"),
}
ROLES = {
    "case_owner": _l("I come with a case of my own"),
    "expert_by_experience": _l("I come as an expert by experience"),
}
NEEDS = {
    "vegetarian": _l("Vegetarian"),
    "vegan": _l("Vegan"),
    "no_gluten": _l("No gluten"),
    "no_milk": _l("No milk"),
    "no_nuts": _l("No nuts"),
    "no_fish": _l("No fish or shellfish"),
    "no_pork": _l("No pork"),
    "no_steps": _l("A way in without steps"),
    "hearing_loop": _l("Hearing loop"),
    "sign_language": _l("Sign language interpreter"),
}
ANSWER = 500
GIVE = _l("Please answer this.")
WHOLE = _l("Write a whole number.")
KNOWN_ALREADY = _l("Leave it empty if you have told us before.")
BILLION = 1_000_000_000


@dataclass(frozen=True)
class Question:
    """`name` is the field's; `options` are what one may choose from."""

    name: str
    kind: str
    words: str
    options: tuple[str, ...] = ()
    required: bool = False
    optional: bool = False  # said beside it: who has answered before may leave it empty


def chosen(choices: Sequence[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in choices]


class QuestionForm(StaffForm):
    """One question, as a manager writes it."""

    kind = SelectField(_l("Kind of answer"), choices=chosen(tuple(KINDS.items())))
    words = StringField(_l("Question"), [given(_l("Write the question.")), at_most(200), one_line])
    options = TextAreaField(_l("What to choose from"), [at_most(1000)])
    required = BooleanField(_l("Must be answered"))
    remember = BooleanField(_l("Who has answered it at an earlier event need not answer again"))


def boxes(label: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=chosen(choices),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **kwargs,
    )


def field_of(question: Question) -> Field:
    """The field that takes this answer; what need not be answered may be left empty."""
    said = {"description": KNOWN_ALREADY} if question.optional else {}
    said["validators"] = [InputRequired(GIVE)] if question.required else [Optional()]
    match question.kind:
        case "choice":
            return RadioField(question.words, choices=chosen(same(question.options)), **said)
        case "many":
            return boxes(question.words, same(question.options), **said)
        case "roles":
            return boxes(question.words, tuple(ROLES.items()), **said)
        case "number":
            said["validators"].append(NumberRange(-BILLION, BILLION, WHOLE))
            return IntegerField(question.words, **said)
        case "date":
            return DateField(question.words, **said)
        case "consent":
            return ConsentField(question.words, version=question.name, **said)
        case _:
            said["validators"].append(at_most(ANSWER))
            return TextAreaField(question.words, **said)


def same(options: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Kept as they are written."""
    return tuple((option, option) for option in options)


def answered(field: Field) -> str:
    """What was answered, as we keep it: several on a line each, a ticked box as yes."""
    data = field.data
    if isinstance(data, bool):
        return "yes" if data else ""
    if isinstance(data, list):
        return "\n".join(data)
    return str(data).strip() if data is not None else ""
