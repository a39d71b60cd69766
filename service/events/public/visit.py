"""What anybody may see: the events of a community, and each event with its form."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, g, render_template, url_for

from service.events import letters, queries
from service.events.models import Event
from service.events.public.blueprint import pages
from service.signup import queries as forms


@pages.get("/<community_slug>/events")
def index() -> str:
    upcoming = queries.upcoming(g.community)
    taken = queries.taken_by_event(upcoming)
    past, early = queries.past(g.community, limit=12), queries.early(g.community)
    page = "events/pages/index.html"
    return render_template(page, upcoming=upcoming, taken=taken, past=past, early=early)


@pages.get("/embed/<community_slug>/events")
def framed() -> str:
    """What is coming, in a partner's page; each event opens in a tab of its own."""
    g.framed_by = "*"
    found = [*queries.upcoming(g.community), *queries.early(g.community)]
    taken = queries.taken_by_event(found)
    page = "events/pages/framed.html"
    return render_template(page, events=found, taken=taken, token=f"{g.community.slug}-events")


@pages.get("/<community_slug>/events/<slug>")
def event(slug: str) -> str:
    found = queries.by_slug(g.community, slug) or abort(404)
    form = forms.of(g.community, "events", found.id)
    target = url_for("signup.whole", token=form.token, lang=g.language) if form else None
    left = queries.free(found)
    return render_template(
        "events/pages/event.html",
        event=found,
        left=left,
        address=letters.address(found),
        structured=structured(found, left) if found.starts_at else None,
        form=queries.form_of(found, formdata=None),
        target=target,
    )


def structured(found: Event, left: int) -> dict[str, Any]:
    """What search engines and assistants read: schema.org/Event, as JSON-LD."""
    zone, here = ZoneInfo(found.community.zone), found.community
    off = found.state == "cancelled"
    address = letters.address(found)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": found.title,
        "description": found.summary,
        "startDate": found.start.astimezone(zone).isoformat(),
        "endDate": found.end.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if off else 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": found.place, "address": found.where},
        "organizer": {"@type": "Organization", "name": here.name, "email": here.sender_email},
        "maximumAttendeeCapacity": found.capacity,
        "remainingAttendeeCapacity": left,
        "isAccessibleForFree": True,
        "inLanguage": here.language,
        "url": address,
    }


@pages.get("/<community_slug>/events.ics")
def feed() -> Response:
    """What is coming, for anybody's calendar; nobody's name is in it."""
    text = letters.feed(g.community.name, queries.upcoming(g.community))
    return Response(text, mimetype="text/calendar")
