"""What somebody who comes to an event is asked, and what a manager writes about one."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from wtforms import (
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import Field
from wtforms.validators import NumberRange, Optional, ValidationError

from forms.fields import (
    TEXT,
    ConsentField,
    PublicForm,
    StaffForm,
    address_field,
    at_most,
    given,
    name_field,
    one_line,
    organisation_field,
)
from forms.questions import NEEDS, Question, boxes, chosen, field_of
from service.core.words import lazy_gettext as _l


class RegistrationForm(PublicForm):
    questions: Sequence[Field] = ()  # the event's own, in their order

    name = name_field(_l("Name"))
    email = address_field(_l("E-mail"))
    organisation = organisation_field(_l("Organisation"))
    track = RadioField(_l("Which track would you like?"), [Optional()])
    guests = IntegerField(
        _l("How many come with you?"),
        [Optional(), NumberRange(0, 20, _l("Write a number between 0 and 20."))],
        default=0,
    )
    newsletter = ConsentField(
        _l("Yes, send me the newsletter by e-mail. I can stop it whenever I want."),
        version="newsletter-2026-11",
    )
    membership = ConsentField(
        _l("Yes, I want to be a Pådriver: one who contributes. I can leave whenever I want."),
        version="membership-2026-11-event",
    )


class NeedsForm(RegistrationForm):
    """With food and access: health data, so the person ticks that the hosts may know (GDPR 9)."""

    needs = boxes(_l("Food and access"), tuple(NEEDS.items()))
    needs_words = StringField(_l("Anything else we should know"), [at_most(300), one_line])
    needs_consent = ConsentField(
        _l("The hosts may see this to prepare the event. It is deleted three days after."),
        version="needs-2026-11",
    )

    def validate_needs_consent(self, field: Field) -> None:
        if (self.needs.data or self.needs_words.data) and not field.data:
            sentence = _l("Tick that the hosts may see your needs, or leave them out.")
            raise ValidationError(sentence)


class WalkInForm(PublicForm):
    name = name_field(_l("Name"))
    email = StringField(_l("E-mail"), [at_most(254), one_line])


class ColleagueForm(PublicForm):
    name = name_field(_l("Your colleague's name"))
    email = address_field(_l("Your colleague's e-mail"))


class GroupForm(PublicForm):
    """Somebody signs up several people; each of them is asked by mail and says yes themselves."""

    name = name_field(_l("Your own name"))
    organisation = organisation_field(_l("Organisation"))
    people = TextAreaField(
        _l("Who comes"), [given(_l("Write who comes, one on each line.")), at_most(TEXT)]
    )


class CallOffForm(StaffForm):
    """`reason` goes into the letter as it is written."""

    reason = TextAreaField(_l("Why, in a sentence or two"), [at_most(500)])


class PracticalForm(StaffForm):
    """`message` goes into the letter as it is written."""

    message = TextAreaField(
        _l("What they should know"), [given(_l("Write what they should know.")), at_most(TEXT)]
    )


class ThanksForm(StaffForm):
    outcome = TextAreaField(_l("What came of it"), [at_most(TEXT)])
    material = StringField(_l("Where to read more"), [at_most(300), one_line])


HELPERS = {
    "facilitator": _l("Facilitator"),
    "photographer": _l("Photographer"),
    "host": _l("Host"),
    "speaker": _l("Speaker"),
}


class InviteForm(StaffForm):
    """Whom to write to; of a pasted list also where it comes from, and why we may use it."""

    whom = RadioField(
        _l("Who"),
        choices=[
            SelectChoice("members", _l("All Pådrivere")),
            SelectChoice("readers", _l("All who get the newsletter")),
            SelectChoice("pasted", _l("A list of your own")),
        ],
        default="members",
    )
    pasted = TextAreaField(_l("Your list"), [at_most(200_000)])
    source = StringField(_l("Where do you have the addresses from?"), [at_most(120), one_line])
    basis = SelectField(
        _l("Why may we write to them?"),
        choices=[
            SelectChoice("agreed", _l("They have asked for it or agreed")),
            SelectChoice("interest", _l("They work with this, and can expect to be asked")),
        ],
    )
    organiser = SelectField(_l("Who invites"))
    role = SelectField(
        _l("As what"),
        choices=[
            SelectChoice("", _l("Guests")),
            *(SelectChoice(name, text) for name, text in HELPERS.items()),
        ],
        default="",
    )

    def offer(self, names: Sequence[str]) -> None:
        self.organiser.choices = [SelectChoice(name, name) for name in names]

    def validate_pasted(self, field: Field) -> None:
        if self.whom.data == "pasted" and not (field.data or "").strip():
            raise ValidationError(_l("Paste the addresses you want to write to."))

    def validate_source(self, field: Field) -> None:
        if self.whom.data == "pasted" and not (field.data or "").strip():
            raise ValidationError(
                _l("Say where the addresses come from: it is told in the letter.")
            )


def line(label: Any, limit: int = 160) -> StringField:
    return StringField(label, [at_most(limit), one_line])


class EventForm(StaffForm):
    """Only kind and title are needed for a draft; publishing asks for the rest by name."""

    kind = SelectField(_l("Kind"))
    title = StringField(_l("Title"), [given(_l("Give the event a title.")), at_most(120), one_line])
    summary = TextAreaField(_l("What it is about"), [at_most(TEXT)])
    date = DateField(_l("Date"), [Optional()])
    season = line(_l("Season, while there is no date"), 60)
    starts = TimeField(_l("Starts"), [Optional()])
    ends = TimeField(_l("Ends"), [Optional()])
    doors = TimeField(_l("Doors open"), [Optional()])
    place = line(_l("Place"), 120)
    address = line(_l("Address"))
    online_url = line(_l("Link for those who take part from afar"), 300)
    meeting_point = line(_l("Where to meet, if it is somewhere else"))
    programme = TextAreaField(_l("Programme"), [at_most(TEXT)])
    tracks = TextAreaField(_l("Tracks to choose between"), [at_most(TEXT)])
    note = line(_l("What to bring or know"), 300)
    access = line(_l("Access"), 300)
    photos = line(_l("Pictures"), 300)
    capacity = IntegerField(
        _l("Seats"),
        [Optional(), NumberRange(1, 10_000, _l("Write a number between 1 and 10 000."))],
    )
    guests_most = IntegerField(
        _l("How many may each bring along"),
        [Optional(), NumberRange(0, 20, _l("Write a number between 0 and 20."))],
    )
    audience = SelectField(
        _l("For whom"),
        choices=[
            SelectChoice("open", _l("Everybody")),
            SelectChoice("community", _l("Pådrivere first")),
        ],
    )
    opens = DateField(_l("Opens to everybody on"), [Optional()])
    responsible = line(_l("Who is responsible"), 120)
    organisers = TextAreaField(_l("Who else invites"), [at_most(300)])
    closes = DateTimeLocalField(_l("Registration closes"), [Optional()])

    def offer(self, kinds: dict[str, str]) -> None:
        """The kinds there are, by name and title."""
        self.kind.choices = [SelectChoice(name, title) for name, title in kinds.items()]


def registration_form(
    questions: Sequence[Question],
    tracks: Sequence[tuple[str, str]],
    *,
    needs: bool,
    **kwargs: Any,
) -> RegistrationForm:
    """The form of one event: what every form asks, and what this event asks besides."""
    form = asking(tuple(questions), needs)(**kwargs)
    form.questions = [form[question.name] for question in questions]
    if tracks:
        form.track.choices = chosen(tracks)
    else:
        del form.track
    return form


@lru_cache(64)
def asking(questions: tuple[Question, ...], needs: bool) -> type[RegistrationForm]:
    """Making a form class costs more than filling it in: events ask the same for weeks."""
    base = NeedsForm if needs else RegistrationForm
    fields = {question.name: field_of(question) for question in questions}
    return type("AskingForm", (base,), fields) if fields else base
