"""What staff are asked when they write a letter: its name, its head, its blocks, its time."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional

from forms.fields import StaffForm, at_most, given, one_line
from service.core.words import OWN_NAMES
from service.core.words import lazy_gettext as _l

LINE = 200
TEXT = 5000
MARKDOWN = _l(
    "Two stars make **bold** words, [words](https://example.org) make a link, "
    "and a line that begins with - is an item in a list."
)

CONTRADICTION = _l(
    "You have typed a time, and chosen to send it now. Choose the time above, or empty this field."
)


class Asked(Protocol):
    """One value a block needs; emails.blocks.Field is one."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def choices(self) -> tuple[str, ...]: ...


class LetterForm(StaffForm):
    title = StringField(
        _l("What shall we call the letter?"),
        [given(_l("Give the letter a name of your own.")), at_most(160), one_line],
        description=_l("Only you and your colleagues see this name."),
    )
    language = SelectField(_l("Which language do you write first?"))
    wanted = IntegerField(
        _l("How many people does it ask for?"),
        [Optional(), NumberRange(0, 500, _l("Give a number from 1 to 500, or leave it empty."))],
        description=_l(
            "Leave this empty for a letter that tells news. With a number, readers answer yes, "
            "maybe or no, and it stops by itself when enough have said yes."
        ),
    )

    def offer(self, languages: Iterable[str]) -> "LetterForm":
        self.language.choices = [SelectChoice(code, OWN_NAMES[code]) for code in languages]
        return self


class HeadForm(StaffForm):
    subject = StringField(_l("Subject"), [at_most(LINE), one_line])
    preheader = StringField(
        _l("Line in the list of letters"),
        [at_most(LINE), one_line],
        description=_l("Most mail programs show it beside the subject. Say something new there."),
    )


class SendForm(StaffForm):
    when = RadioField(
        _l("When?"),
        choices=[
            SelectChoice("now", _l("Now")),
            SelectChoice("later", _l("At a time of your choice")),
        ],
    )
    at = DateTimeLocalField(_l("Day and time"), [Optional()])

    def validate(self, **kwargs: Any) -> bool:
        """Now and a time do not go together: what left too early cannot be called back."""
        fine = bool(super().validate(**kwargs))
        typed = any(each.strip() for each in self.at.raw_data or ())
        if self.when.data == "now" and typed:
            self.at.errors = [CONTRADICTION]
        if self.when.data == "later" and self.at.data is None:
            self.at.errors = [_l("Choose a day and a time.")]
        return fine and not self.at.errors


def block_form(fields: Iterable[Asked], labels: Mapping[str, str]) -> type[StaffForm]:
    """A form that asks for the values of one block, labelled in the language of who writes."""
    asked = list(fields)
    inputs: dict[str, Any] = {}
    for each in asked:
        if each.kind not in ("image", "number"):
            inputs[each.name] = field_for(each, labels.get(f"field_{each.name}", each.name))
    if any(each.kind == "image" for each in asked):
        inputs = {"picture": picture_field(labels), **inputs}
    return type("BlockForm", (StaffForm,), inputs)


def picture_field(labels: Mapping[str, str]) -> Field:
    help = _l("PNG, JPEG, GIF or WebP, at most 5 MB.")
    return FileField(
        labels.get("field_url", _l("Picture")),
        description=help,
        render_kw={"accept": "image/png,image/jpeg,image/gif,image/webp"},
    )


def field_for(asked: Asked, label: str) -> Field:
    if asked.kind == "flag":
        return BooleanField(label)
    if asked.kind == "lang":
        own = SelectChoice("", _l("The language of the letter"))
        others = [SelectChoice(code, name) for code, name in OWN_NAMES.items()]
        return SelectField(label, choices=[own, *others])
    if asked.kind == "choice":
        return SelectField(label, choices=[SelectChoice(each, each) for each in asked.choices])
    if asked.kind == "url":
        return StringField(label, [at_most(1000), one_line], render_kw={"inputmode": "url"})
    if asked.kind in ("markdown", "text"):
        help = MARKDOWN if asked.kind == "markdown" else ""
        return TextAreaField(label, [at_most(TEXT)], description=help, render_kw={"rows": 6})
    return StringField(label, [at_most(LINE), one_line])
