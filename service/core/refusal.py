"""The one way an action says no: a sentence to act on, shown alike by page, API and mail."""

from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from service.core.words import lazy_gettext as _l

SORRY = {
    400: _l("The page did not get what it needed. Go back and try once more."),
    403: _l("Your role here does not include this. Ask an owner of the community."),
    404: _l("There is no page here. The link may be old, or a letter may be missing from it."),
    405: _l("This page cannot be used in that way. Go back and press the button instead."),
    413: _l("The file is too large. Pictures may be up to 5 MB."),
    429: _l("That was many times in a short while. Wait a minute and try again."),
    500: _l("Something broke on our side. Nothing you wrote has been changed; please try again."),
}


class Refusal(Exception):
    """`code` for programs ("events.full"), `sentence` for people, `field` if one is to blame.

    Raising it rolls back: faces and workers commit only at their end.
    """

    def __init__(
        self, code: str, sentence: str | LazyString, *, field: str | None = None, status: int = 422
    ) -> None:
        super().__init__(code)
        self.code, self.sentence, self.field, self.status = code, sentence, field, status


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, show)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(CSRFError, show_stale)


def show(refusal: Refusal) -> ResponseReturnValue:
    """The refusal as a page, or as RFC 9457 problem details for programs."""
    if request.path.startswith("/api/"):
        return problem(refusal.code, str(refusal.sentence), refusal.status)
    return render_template("core/pages/error.html", sentence=refusal.sentence), refusal.status


def problem(kind: str, title: str, status: int) -> Response:
    reply = jsonify(type=kind, title=title, status=status)
    reply.status_code, reply.mimetype = status, "application/problem+json"
    return reply


def show_error(error: HTTPException) -> ResponseReturnValue | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    sentence = SORRY.get(code, SORRY[400] if code < 500 else SORRY[500])
    g.setdefault("language", "nb")
    if request.path.startswith("/api/"):
        return problem("about:blank", str(sentence), code)
    page = "refused" if code == 403 and g.get("me") else "error"
    return render_template(f"core/pages/{page}.html", sentence=sentence, code=code), code


def show_stale(_error: CSRFError) -> tuple[str, int]:
    sentence = _l(
        "You were signed out while you wrote. Go back, copy what you wrote, and sign in again."
    )
    return render_template("core/pages/error.html", sentence=sentence, code=400), 400
