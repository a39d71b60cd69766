"""A partner signs up several people at once; each is asked by mail and says yes themselves."""

from typing import NamedTuple

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from forms.events import GroupForm
from forms.faults import blame
from forms.fields import LINK
from service.core import limits
from service.core.db import session
from service.core.refusal import Refusal
from service.core.words import lazy_gettext as _l
from service.events import actions, queries, rules
from service.events.public.blueprint import pages
from service.events.rules import Applicant, Named

MOST = 10  # in one group
GROUPS = 5  # an hour from one place
NO_ADDRESS = _l("Each line needs an e-mail address: Åse Ås, ase@example.org.")
NO_LINK = _l("Write only names and addresses here, without a web address.")
TOO_MANY = _l("Ten people at a time. Send the form once more for the rest.")


class Asked(NamedTuple):
    """One of the group, and whether a seat is held or they wait."""

    name: str
    held: bool


@pages.route("/<community_slug>/events/<slug>/group", methods=["GET", "POST"])
def group(slug: str) -> ResponseReturnValue:
    found = queries.by_slug(g.community, slug) or abort(404)
    form = GroupForm(formdata=request.form if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.validate():
            limits.count(f"group:{request.remote_addr}", GROUPS, seconds=3600)
            asked = [register(found.id, form, named) for named in listed(form)]
            session.commit()
            return render_template("events/pages/group_asked.html", event=found, asked=asked)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    again, status = queries.by_slug(g.community, slug), 422 if request.method == "POST" else 200
    return render_template("events/pages/group.html", event=again, form=form), status


def listed(form: GroupForm) -> list[Named]:
    """Everybody in the group; refused as a whole when one of them cannot be read."""
    named, strange = rules.listed(form.people.data)
    if strange or not named:
        raise Refusal("events.group", NO_ADDRESS, field="people")
    if any(LINK.search(each.name) for each in named):
        raise Refusal("events.group", NO_LINK, field="people")
    if len(named) > MOST:
        raise Refusal("events.group", TOO_MANY, field="people")
    return named


def register(event_id: int, form: GroupForm, named: Named) -> Asked:
    event = queries.by_id(g.community, event_id) or abort(404)
    name = named.name or named.email.partition("@")[0]
    applicant = Applicant(
        name=name,
        email=named.email,
        language=g.language,
        organisation=form.organisation.data or "",
        source=f"group: {form.name.data}",
    )
    try:
        return Asked(name, actions.register(event, applicant).room)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.sentence, field="people") from refusal
