"""The demo's mailbox: read every mail as HTML, text and source, and answer as the person."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.demo import mailbox

DEMO_ONLY = True  # never mounted when a mail server is configured (see service/app.py)
LONGEST = 4000
FIELDS = ("name", "email", "to", "subject", "words")
OWN_STYLES = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)
pages = Blueprint("demo", __name__, url_prefix="/mailbox")


@pages.get("/")
def show() -> str:
    person = request.args.get("person", "")[:254]
    found = mailbox.letters(person)
    total = mailbox.count(person)
    return render_template(
        "demo/pages/mailbox.html",
        letters=found,
        person=person,
        total=total,
        sent=request.args.get("sent", ""),
        boxes=mailbox.boxes(),
        somebody=mailbox.somebody(),
    )


@pages.get("/<name>")
def letter(name: str) -> str:
    found = mailbox.read(name) or abort(404)
    as_text = "text" in request.args
    return render_template("demo/pages/letter.html", letter=found, as_text=as_text)


@pages.get("/<name>/html")
def html(name: str) -> ResponseReturnValue:
    """The mail's own HTML, as a mail program would show it: no script, nothing from elsewhere."""
    found = mailbox.read(name) or abort(404)
    g.framed_by = "'self'"
    return found.html, 200, {"Content-Security-Policy": OWN_STYLES}


@pages.get("/<name>/source")
def source(name: str) -> ResponseReturnValue:
    found = mailbox.read(name) or abort(404)
    return found.raw, 200, {"Content-Type": "text/plain; charset=utf-8"}


@pages.post("/<name>/answer")
def answer(name: str) -> ResponseReturnValue:
    found = mailbox.read(name) or abort(404)
    words = request.form.get("words", "").strip()[:LONGEST]
    sent = bool(words and found.reply_to) and mailbox.answer(found, words)
    return redirect(url_for("demo.show", person=found.to, sent=int(sent)))


@pages.post("/write")
def write() -> ResponseReturnValue:
    """A mail of one's own, as anybody in the world could send it."""
    name, email, to, subject, words = (typed(field) for field in FIELDS)
    written = mailbox.Written(name, email, to, subject, words, attached())
    try:
        sent = "@" in email and mailbox.write(written)
    except ValueError:  # a line break in an address, and the like
        sent = False
    return redirect(url_for("demo.show", person=email, sent=int(sent)))


def typed(field: str) -> str:
    return request.form.get(field, "").strip()[:LONGEST]


def attached() -> mailbox.File | None:
    file = request.files.get("file")
    content = file.read() if file else b""
    return (
        mailbox.File(file.filename or "file", file.mimetype, content) if file and content else None
    )
