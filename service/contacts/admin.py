"""The people of a community: a list to search, and a page for each with all that happened."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.contacts import PersonForm
from forms.faults import blame
from service.contacts import actions, queries
from service.contacts.actions import Card
from service.contacts.models import Person
from service.contacts.rules import Happening
from service.core import roles, web
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l

pages = Blueprint("contacts_admin", __name__, url_prefix="/admin/<community_slug>/people")
PAGE = 50
STATES = {
    "active": _l("Gets the newsletter"),
    "requested": _l("Asked, has not confirmed"),
    "paused": _l("Pauses"),
    "refused": _l("Said no to it"),
    "withdrawn": _l("Has stopped it"),
    "none": _l("Never asked for it"),
}
ADDRESSES = {
    "unverified": _l("Not confirmed yet"),
    "verified": _l("Works"),
    "soft_bouncing": _l("Letters are delayed"),
    "hard_bounced": _l("Does not exist"),
    "complained": _l("Marked us as spam"),
    "suppressed": _l("Closed for letters"),
}
PURPOSES = {"newsletter": _l("The newsletter"), "membership": _l("Membership")}
ACTS = {
    "asked": _l("asked for it"),
    "given": _l("said yes"),
    "renewed": _l("said yes again"),
    "withdrawn": _l("took it back"),
}

OWN_YES = _l("Only the person can start the newsletter again. Their own page has a button for it.")


@pages.get("")
@permit("look")
def people() -> str:
    asked, state = request.args.get("q", "").strip(), request.args.get("state", "")
    wanted = queries.found(g.community, asked, state if state in STATES else "")
    page = max(request.args.get("page", 1, type=web.number), 1)
    context = {
        "people": queries.page_of(wanted, page, PAGE),
        "total": queries.how_many(wanted),
        "page": page,
        "size": PAGE,
        "asked": asked,
        "state": state,
    }
    return render_template("contacts/pages/people.html", states=STATES, **context)


@pages.get("/<int:person_id>")
@permit("look")
def person(person_id: int) -> str:
    someone = here(person_id)
    context = {
        "person": someone,
        "subscription": queries.subscription(someone),
        "happenings": history(someone),
        "consents": queries.consents(someone),
        "ours": queries.stopped_by_staff(someone),
        "states": STATES,
        "addresses": ADDRESSES,
        "purposes": PURPOSES,
        "acts": ACTS,
    }
    return render_template("contacts/pages/person.html", **context)


@pages.route("/<int:person_id>/edit", methods=["GET", "POST"])
@permit("write")
def edit(person_id: int) -> ResponseReturnValue:
    someone = here(person_id)
    form = PersonForm(data=card(someone))
    if form.validate_on_submit():
        try:
            new = Card(form.name.data, form.language.data, form.organisation.data, form.sector.data)
            actions.edit(someone, new, by_me())
            return saved(someone, _("What we know about %(name)s is put right.", name=someone.name))
        except Refusal as refusal:
            session.rollback()
            blame(form, refusal)
    page = render_template("contacts/pages/edit.html", form=form, person=someone)
    return page, 422 if form.errors else 200


@pages.post("/<int:person_id>/stop")
@permit("write")
def stop(person_id: int) -> ResponseReturnValue:
    """On the person's word; they may start again themselves from any letter or their own page."""
    someone = here(person_id)
    actions.withdraw(someone, by_me(), f"staff: {g.me.name}")
    return saved(someone, _("The newsletter is stopped for %(name)s.", name=someone.name))


@pages.post("/<int:person_id>/address")
@permit("write")
def switch_on(person_id: int) -> ResponseReturnValue:
    """An address that letters came back from is tried again."""
    someone = here(person_id)
    actions.switch_on(someone, by_me())
    session.commit()
    return saved(someone, _("Letters go to this address again, and we watch how they fare."))


@pages.post("/<int:person_id>/renew")
@permit("write")
def renew(person_id: int) -> ResponseReturnValue:
    """Undo of a stop. A yes that staff cannot prove is not theirs to give: only our own stop."""
    someone = here(person_id)
    if not queries.stopped_by_staff(someone):
        raise Refusal("contacts.not_ours", OWN_YES, status=403)
    actions.renew(someone, by_me(), f"staff undid: {g.me.name}")
    return saved(someone, _("The newsletter is on again for %(name)s.", name=someone.name))


def history(someone: Person) -> list[Happening]:
    """What every feature knows of this person, newest first."""
    told = [line for feature in roles.load("privacy") for line in feature.history(someone)]
    return sorted(told, key=lambda line: line.at, reverse=True)


def card(someone: Person) -> dict[str, str]:
    where = someone.organisation
    return {
        "name": someone.name,
        "language": someone.language,
        "organisation": where.name if where else "",
        "sector": (where.sector or "") if where else "",
    }


def here(person_id: int) -> Person:
    return queries.by_id(g.community, person_id) or abort(404)


def by_me() -> Cause:
    return Cause("admin", g.me.name)


def saved(someone: Person, sentence: str) -> ResponseReturnValue:
    session.commit()
    flash(sentence, "success")
    return redirect(url_for("contacts_admin.person", person_id=someone.id), 303)
