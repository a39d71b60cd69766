"""One search over everything, the members, and the letters that came to nothing."""

from typing import Any

from flask import g, render_template, request

from service.contacts import queries as people
from service.core.permits import permit
from service.desk import queries
from service.desk.admin.rail import pages
from service.outbox.delivery.advice import advice


@pages.get("/<community_slug>/search")
@permit("look")
def search() -> str:
    words = asked()
    context: dict[str, Any] = {"asked": words, "people": [], "events": [], "letters": []}
    if words:
        found = people.found(g.community, words)
        context["people"] = people.page_of(found, 1, queries.FEW)
        context["events"] = queries.find_events(g.community, words)
        context["letters"] = queries.find_letters(g.community, words)
    return render_template("desk/pages/search.html", **context)


@pages.get("/<community_slug>/members")
@permit("look")
def members() -> str:
    found = queries.roll(g.community, asked())
    return render_template("desk/pages/members.html", members=found, asked=asked())


@pages.get("/<community_slug>/undelivered")
@permit("look")
def undelivered() -> str:
    letters = queries.failed(g.community)
    return render_template("desk/pages/undelivered.html", letters=letters, advice=advice)


def asked() -> str:
    return request.args.get("q", "").strip()[:100]
