"""What all pages about events share: the blueprint, the event in question, who is at work."""

from flask import Blueprint, abort, g

from service.core import words
from service.core.trail import Cause
from service.events import kinds, queries
from service.events.models import Event, Registration

pages = Blueprint("events_admin", __name__, url_prefix="/admin/<community_slug>/events")


def kind_titles() -> dict[str, str]:
    return {name: words.pick(kind.title, g.language) for name, kind in kinds.every().items()}


def the_event(event_id: int) -> Event:
    return queries.by_id(g.community, event_id) or abort(404)


def the_guest(event_id: int, number: int) -> Registration:
    return queries.registration(the_event(event_id), number) or abort(404)


def staff() -> Cause:
    return Cause("admin", who=g.me.name)
