"""Put an action's refusal where the person can act on it: beside its field, else above the form."""

from flask_wtf import FlaskForm

from service.core.refusal import Refusal


def blame(filled: FlaskForm, refusal: Refusal) -> None:
    """The form is shown again with everything typed in place and this sentence in it."""
    if refusal.field in filled:
        field = filled[refusal.field]
        field.errors = [*field.errors, refusal.sentence]
    else:
        filled.form_errors.append(refusal.sentence)
