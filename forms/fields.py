"""Fields every form shares: name, address, consent with its exact words, and a trap for robots."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Form, StringField, ValidationError
from wtforms.fields import Field
from wtforms.validators import InputRequired, Length, StopValidation

from service.core.words import lazy_gettext as _l

NAME = 120
ADDRESS = 254  # RFC 5321 § 4.5.3.1.3
TEXT = 2000
LINK = re.compile(r"(?i)://|\bwww\.|\w\.[a-z]{2,}/")


class StaffForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form for who is signed in: its CSRF token belongs to their session."""


class PublicForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form for people who are not signed in: no cookie, so no CSRF token to lose."""

    class Meta:
        csrf = False

    website = StringField(_l("Leave this field empty"))

    def validate_website(self, field: Field) -> None:
        if field.data:
            raise ValidationError(_l("Please empty this field: it is a trap for robots."))


class ConsentField(BooleanField):  # type: ignore[misc]  # WTForms has no types
    """An unticked box whose label is the very words agreed to; `version` names them for ever."""

    def __init__(self, label: Any, *, version: str, **kwargs: Any) -> None:
        super().__init__(label, default=False, **kwargs)
        self.version = version


def given(sentence: Any) -> InputRequired:
    return InputRequired(message=sentence)


def at_most(limit: int) -> Length:
    sentence = _l("This is longer than we have room for: at most %(max)s characters.", max=limit)
    return Length(max=limit, message=sentence)


def one_line(_form: Form, field: Field) -> None:
    """Names stand in mail headers: line breaks and other control characters are refused."""
    if field.data and not all(char.isprintable() for char in field.data):
        raise StopValidation(_l("Write this on one line, with ordinary letters."))


def no_link(_form: Form, field: Field) -> None:
    """Our letters greet by name: nobody shall make them carry a link to a stranger's mailbox."""
    if LINK.search(field.data or ""):
        raise StopValidation(_l("Write only your name here, without a web address."))


def looks_like_an_address(_form: Form, field: Field) -> None:
    """A first look with a way out; the whole check is in service/contacts/rules.py."""
    typed = (field.data or "").strip()
    if "@" not in typed:
        raise StopValidation(
            _l("The e-mail address lacks an @. Write it like this: name@example.org.")
        )
    if typed.count("@") > 1 or any(char.isspace() for char in typed):
        raise StopValidation(_l("Write one e-mail address, without spaces."))


def name_field(label: Any) -> StringField:
    checks = [given(_l("Write your name.")), at_most(NAME), one_line, no_link]
    return StringField(label, checks, render_kw={"autocomplete": "name"})


def address_field(label: Any) -> EmailField:
    checks = [given(_l("Write your e-mail address.")), at_most(ADDRESS), looks_like_an_address]
    return EmailField(label, checks, render_kw={"autocomplete": "email"})


def organisation_field(label: Any) -> StringField:
    return StringField(label, [at_most(160), one_line], render_kw={"autocomplete": "organization"})
