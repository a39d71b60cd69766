"""The blueprint of the desk, and what the frame of every staff page shows."""

from functools import cache
from typing import Any

from flask import Blueprint, g
from werkzeug.local import LocalProxy

from service.communities import queries as communities
from service.inbox import queries as inbox

pages = Blueprint("desk_admin", __name__, url_prefix="/admin")


@pages.app_context_processor
def rail() -> dict[str, Any]:
    """Asked for only when a page draws it, so that an error page needs no database."""
    if not g.get("me"):
        return {}
    return {
        "my_communities": LocalProxy(cache(lambda: communities.communities_of(g.account))),
        "waiting": LocalProxy(cache(lambda: {"inbox": inbox.waiting(g.community)})),
    }
