"""Where a letter's links lead: the answer page, and one-click unsubscribe (RFC 8058).

GET only shows; POST acts. No cookie and no CSRF token: the link itself proves whose answer it is.
"""

from types import ModuleType

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

from service.contacts import actions as contacts
from service.contacts.rules import masked
from service.core import limits, roles
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import gettext as _
from service.core.words import known
from service.core.words import lazy_gettext as _l
from service.inbox import actions
from service.inbox.rules import SAYS, Answer, Question
from service.outbox import actions as outbox
from service.outbox import queries as posted
from service.outbox.models import Message

pages = Blueprint("inbox", __name__)
ONE_CLICK = "List-Unsubscribe"
CHANGES = 12  # of mind in an hour, by one letter's link: each may send a receipt
UNKNOWN = _l(
    "We do not recognise this link. Part of it may be missing: open it from the letter once more, "
    "or just answer the letter."
)
OVER = _l(
    "What this link was for is over. Answer the letter, and a person will read what you write."
)
UNSETTLED = _l("The button could not settle this. Answer the letter, and a person will read it.")


@pages.after_request
def keep_private(response: Response) -> Response:
    """A link that acts for a person belongs in no index, no cache and no referrer."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.get("/answer/<token>")
def ask(token: str) -> str:
    question = asked(letter(token))
    return render_template("inbox/pages/question.html", question=question)


@pages.post("/answer/<token>")
def take(token: str) -> ResponseReturnValue:
    message = outbox.kept(letter(token))
    limits.count(f"answer:{message.id}", CHANGES, seconds=3600)
    question = asked(message)
    say = SAYS.get(request.form.get("say", ""))
    if say not in ("yes", "no"):
        return render_template("inbox/pages/question.html", question=question), 422
    outcome = actions.respond(message, Answer(say, "link", "button"))
    if outcome is None:
        raise Refusal("inbox.unsettled", UNSETTLED)
    session.commit()
    return done(question.title, outcome.sentence)


@pages.get("/u/<token>")
def ask_stop(token: str) -> str:
    message = letter(token)
    question = leaving(message).stop_page(message) or abort(404)
    address = masked(message.recipient.email)
    return render_template("inbox/pages/stop.html", question=question, address=address)


@pages.post("/u/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Whatever is posted means stop, except our own undo button."""
    message = outbox.kept(letter(token))
    title = message.community.name
    if request.form.get("say") == "undo":
        limits.count(f"answer:{message.id}", CHANGES, seconds=3600)
        undo(message)
        session.commit()
        return done(title, _("Undone: it comes to you as before."))
    outcome = actions.respond(message, Answer("stop", "link", "button"))
    session.commit()
    if ONE_CLICK in request.form:
        return Response("", mimetype="text/plain")
    sentence = outcome.sentence if outcome else _("You do not get the newsletter.")
    return done(title, sentence, undo=bool(outcome and outcome.changed))


def letter(token: str) -> Message:
    """The letter the link came in; the page then speaks its community's look and its language."""
    message = posted.by_token(token)
    if message is None or message.person is None:
        raise Refusal("inbox.unknown_link", UNKNOWN, status=404)
    g.community = message.community
    g.language = known(request.args.get("lang")) or message.language
    return message


def asked(message: Message) -> Question:
    replies = roles.find(message.about_feature, "replies")
    question: Question | None = replies.question(message) if replies else None
    if question is None:
        raise Refusal("inbox.over", OVER, status=410)
    return question


def leaving(message: Message) -> ModuleType:
    """The feature whose letters this link stops: the newsletter, or a list of its own."""
    own = roles.find(message.about_feature, "replies")
    if own is not None and getattr(own, "STOPS", False):
        return own
    return roles.find("signup", "replies") or abort(404)


def undo(message: Message) -> None:
    own = leaving(message)
    if getattr(own, "STOPS", False):
        own.undo(message)
    else:
        contacts.renew(message.recipient, Cause("link"), "button")


def done(title: str, sentence: str | LazyString, *, undo: bool = False) -> str:
    return render_template("inbox/pages/done.html", title=title, sentence=sentence, undo=undo)
