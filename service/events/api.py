"""Events for programs: `/api/v1`, JSON, described at `/api/v1/openapi.json`.

What anybody may read needs no key. A key acts for its community as a manager would: whoever is
signed up by a program still says yes from their own address. Refusals are RFC 9457 problems.
"""

from typing import Any

from flask import Blueprint, Response, abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue

from service.communities import queries as communities
from service.core import limits, tokens
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import known
from service.core.words import lazy_gettext as _l
from service.events import actions, letters, queries, rules
from service.events.models import Event, Registration
from service.events.read import openapi
from service.events.rules import Act, Applicant

pages = Blueprint("events_api", __name__, url_prefix="/api/v1")
A_PAGE = 100
A_MINUTE = 300  # requests by one key
NO_KEY = _l("Show a key: Authorization: Bearer, a space, and the key from Settings.")
NO_OBJECT = _l("Send a JSON object.")
NO_ACT = _l("Send nonce, act (arrived, undo or walk-in), and number or name.")
NO_TEXT = _l("Write %(name)s as text.")
NO_NUMBER = _l("Write guests as a whole number.")


@pages.get("/openapi.json")
def described() -> Response:
    return jsonify(openapi.document(current_app.config["BASE_URL"]))


@pages.get("/<community_slug>/events")
def events() -> Response:
    """What is coming, as anybody may know it."""
    found = [*queries.upcoming(g.community), *queries.early(g.community)]
    taken = queries.taken_by_event(found)
    return jsonify(events=[as_json(event, taken[event.id]) for event in found])


@pages.get("/<community_slug>/events/<int:event_id>")
def event(event_id: int) -> Response:
    found = announced(event_id)
    return jsonify(as_json(found, queries.taken(found)))


@pages.get("/<community_slug>/events/<int:event_id>/registrations")
def registrations(event_id: int) -> Response:
    """A hundred at a time; `after` is the last number of the page before."""
    need_key()
    found = announced(event_id)
    after = request.args.get("after", 0, type=int)
    rows = queries.rows_after(found, min(max(after, 0), 2**31 - 1), A_PAGE)
    following = rows[-1].id if len(rows) == A_PAGE else None
    reply = jsonify(registrations=[seat_json(row) for row in rows], next_after=following)
    reply.headers["Cache-Control"] = "no-store"
    return reply


@pages.post("/<community_slug>/events/<int:event_id>/registrations")
def register(event_id: int) -> ResponseReturnValue:
    """A seat is held, and the person is asked by mail."""
    key = need_key()
    sent = body()
    language = known(text(sent, "language", "")) or g.community.language
    guests = sent.get("guests", 0)
    if not isinstance(guests, int) or isinstance(guests, bool) or not 0 <= guests <= 20:
        raise Refusal("events.guests", NO_NUMBER, field="guests")
    applicant = Applicant(
        name=" ".join(text(sent, "name").split())[:120],
        email=text(sent, "email"),
        language=language,
        organisation=text(sent, "organisation", "")[:160],
        source=f"api: {key}",
        guests=guests,
    )
    taken = actions.register(announced(event_id), applicant)
    session.commit()
    return jsonify(seat_json(taken.registration)), 201


@pages.post("/<community_slug>/events/<int:event_id>/check-ins")
def check_in(event_id: int) -> Response:
    """The same act told twice counts once: `nonce` is its name."""
    key = need_key()
    act = Act.read(body())
    if act is None:
        raise Refusal("events.act", NO_ACT)
    counted = actions.at_the_door(announced(event_id), act, Cause("admin", who=f"api: {key}"))
    session.commit()
    return jsonify(counted=counted)


def announced(event_id: int) -> Event:
    """An event of this community that is no draft."""
    found = queries.by_id(g.community, event_id)
    return found if found is not None and found.state != "draft" else abort(404)


def need_key() -> str:
    """The name of the key that is shown, if it is this community's."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    shown = secret.strip() if scheme.lower() == "bearer" else ""
    key = communities.api_key(g.community, tokens.digest(shown)) if shown else None
    if key is None:
        raise Refusal("api.key", NO_KEY, status=401)
    limits.count(f"api:{key.id}", A_MINUTE, seconds=60)
    return key.name


def body() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Refusal("api.body", NO_OBJECT, status=400)
    return sent


def text(sent: dict[str, Any], name: str, otherwise: str | None = None) -> str:
    """A field as plain text; control characters, which no mail header may hold, are left out."""
    found = sent.get(name, otherwise)
    if not isinstance(found, str) or (otherwise is None and not found.strip()):
        raise Refusal("api.field", NO_TEXT % {"name": name}, field=name)
    return "".join(char if char.isprintable() else " " for char in found)


def as_json(event: Event, taken: int) -> dict[str, Any]:
    return {
        "id": event.id,
        "title": event.title,
        "kind": event.kind_name,
        "state": event.state,
        "summary": event.summary,
        "season": event.season or None,
        "starts_at": event.starts_at.isoformat() if event.starts_at else None,
        "ends_at": event.ends_at.isoformat() if event.ends_at else None,
        "zone": event.community.zone,
        "place": event.where,
        "capacity": event.capacity,
        "seats_left": max(0, event.capacity - taken),
        "takes_registrations": event.takes_registrations,
        "url": letters.address(event),
    }


def seat_json(row: Registration) -> dict[str, Any]:
    person = row.person
    return {
        "id": row.id,
        "name": row.name,
        "email": person.email if person else None,
        "organisation": person.organisation.name if person and person.organisation else None,
        "state": row.state,
        "guests": row.guests,
        "walk_in": row.walk_in,
        "expected": row.state in rules.TAKING,
        "created_at": row.created_at.isoformat(),
    }
