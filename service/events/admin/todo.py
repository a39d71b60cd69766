"""The back-plan of one event, a line at a time."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.core.db import session
from service.core.permits import permit
from service.events import actions
from service.events.admin.blueprint import pages, staff, the_event


@pages.post("/<int:event_id>/plan/<name>")
@permit("arrange")
def todo(event_id: int, name: str) -> ResponseReturnValue:
    """Tick a line off, or take the tick away."""
    actions.tick(the_event(event_id), name, staff(), done=request.form.get("act") != "undo")
    session.commit()
    return redirect(url_for("events_admin.event", event_id=event_id, _anchor="plan"), 303)
