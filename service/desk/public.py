"""What anybody sees first: the communities here, one community's front, and one's own page."""

from hmac import compare_digest
from ipaddress import ip_address

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service.campaigns import queries as letters
from service.communities import queries as communities
from service.contacts import queries as people
from service.contacts import rules as contacts
from service.contacts.models import Person
from service.contacts.rules import NEWSLETTER, Wording
from service.core import limits, tokens, web
from service.core import metrics as numbers
from service.core.db import session
from service.core.words import known
from service.core.words import lazy_gettext as _l
from service.desk import actions, queries, rules
from service.events import queries as events
from service.members import queries as members
from service.members import rules as membership
from service.signup import queries as forms

pages = Blueprint("desk", __name__)
MINE_VERSION = "newsletter-own-page-2026-11"
WORDS = _l("Yes, send me the newsletter by e-mail. I can stop it whenever I want.")


@pages.get("/")
def home() -> ResponseReturnValue:
    all_here = communities.every()
    if len(all_here) == 1:
        return redirect(url_for("desk.front", community_slug=all_here[0].slug))
    return render_template("desk/pages/home.html", communities=all_here)


@pages.get("/<community_slug>/")
def front() -> str:
    context = {
        "events": events.upcoming(g.community)[:3],
        "latest": next(iter(letters.published(g.community)), None),
        "join": forms.of(g.community, "members"),
        "newsletter": forms.of(g.community, "signup"),
    }
    return render_template("desk/pages/front.html", **context)


@pages.get("/mine/<token>")
def mine(token: str) -> ResponseReturnValue:
    person = owner(token)
    return own_page(person, None)


@pages.post("/mine/<token>")
def act(token: str) -> ResponseReturnValue:
    """One button was pressed; the page comes back and says what happened."""
    limits.count(f"mine:{request.remote_addr}", rules.MINE_A_MINUTE, seconds=60)
    person = owner(token)
    sentence = done(person, request.form.get("act", ""))
    session.commit()
    return own_page(person, sentence)


def done(person: Person, act: str) -> LazyString:
    number = request.form.get("id", 0, type=web.number)
    acts = {
        "stop": lambda: actions.stop(person),
        "start": lambda: actions.start(person, wording()),
        "leave": lambda: actions.leave(person),
        "cancel": lambda: actions.give_up(person, number),
        "come": lambda: actions.come(person, number),
    }
    return acts[act]() if act in acts else abort(400)


def wording() -> Wording:
    return Wording(NEWSLETTER, MINE_VERSION, str(WORDS), g.language, "/mine")


def owner(token: str) -> Person:
    """The token is the key: it comes to the person by mail and names nobody else."""
    number = tokens.read("mine", token)
    person = session.get(Person, number) if number is not None else None
    if person is None:
        abort(404)
    g.community = person.community
    g.language = known(request.args.get("lang")) or person.language
    return person


def own_page(person: Person, sentence: LazyString | None) -> Response:
    found = members.of(person)
    page = render_template(
        "desk/pages/mine.html",
        person=person,
        address=contacts.masked(person.email),
        subscription=people.subscription(person),
        member=found if found and found.state in membership.MEMBERS else None,
        registrations=[one for one in events.of_person(person) if one.event.starts_at],
        words=WORDS,
        feed=tokens.sign("feed", person.id),
        sentence=sentence,
    )
    reply = Response(page)
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Robots-Tag"] = "noindex"
    return reply


@pages.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
def readyz() -> Response:
    """The process can do its work: the database and Redis answer too."""
    try:
        session.execute(text("select 1"))
        current_app.extensions["redis"].ping()
    except (SQLAlchemyError, RedisError) as error:
        return Response(f"not ready: {type(error).__name__}\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@pages.get("/metrics")
def metrics() -> Response:
    """Counts for a monitor on this machine, or one that shows the token; nobody else finds it."""
    if not (near(request.remote_addr) or shown(request.headers.get("Authorization", ""))):
        abort(404)
    try:
        page = numbers.written(queries.gauges())
    except (SQLAlchemyError, RedisError) as error:
        return Response(f"not ready: {type(error).__name__}\n", 503, mimetype="text/plain")
    return Response(page, content_type=numbers.TYPE)


def near(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def shown(authorization: str) -> bool:
    token = current_app.config["SETTINGS"].metrics_token
    return bool(token) and compare_digest(authorization.encode(), f"Bearer {token}".encode())
