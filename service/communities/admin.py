"""The settings of a community: its team, sender, look, languages and texts."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from forms.communities import (
    ROLE_NAMES,
    KeyForm,
    LanguagesForm,
    LookForm,
    MemberForm,
    SenderForm,
    TextsForm,
)
from forms.faults import blame
from service.communities import actions, queries
from service.communities.actions import Sender, Texts
from service.communities.models import Staff
from service.core import clock
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import gettext as _

pages = Blueprint("communities_admin", __name__, url_prefix="/admin/<community_slug>/settings")


@pages.get("")
@permit("look")
def settings() -> str:
    people = queries.team(g.community)
    return render_template("communities/pages/settings.html", team=people, roles=ROLE_NAMES)


@pages.route("/team", methods=["GET", "POST"])
@permit("own")
def team() -> ResponseReturnValue:
    form = MemberForm()
    if form.validate_on_submit():
        try:
            role, email = form.role.data, form.email.data
            member = actions.add_staff(g.community, email, form.name.data, role, by_me())
            return saved("team", _("%(name)s is on the team.", name=member.name))
        except Refusal as refusal:
            blame(rolled_back(form), refusal)
    people = queries.team(g.community)
    context = {"form": form, "team": people, "roles": ROLE_NAMES}
    return render_template("communities/pages/team.html", **context), status(form)


@pages.post("/team/<int:staff_id>/role")
@permit("own")
def role(staff_id: int) -> ResponseReturnValue:
    member = on_the_team(staff_id)
    actions.change_role(member, request.form.get("role", ""), by_me())
    return saved("team", _("%(name)s has a new role.", name=member.name))


@pages.post("/team/<int:staff_id>/remove")
@permit("own")
def remove(staff_id: int) -> ResponseReturnValue:
    member = on_the_team(staff_id)
    name = member.name
    actions.remove_staff(member, by_me())
    return saved("team", _("%(name)s is off the team. To undo it, add them again.", name=name))


@pages.route("/sender", methods=["GET", "POST"])
@permit("own")
def sender() -> ResponseReturnValue:
    form = SenderForm(obj=g.community)
    if form.validate_on_submit():
        try:
            actions.change_sender(g.me, Sender(**given(form)))
            return saved("settings", _("The sender is changed."))
        except Refusal as refusal:
            blame(rolled_back(form), refusal)
    return render_template("communities/pages/sender.html", form=form), status(form)


@pages.route("/look", methods=["GET", "POST"])
@permit("own")
def look() -> ResponseReturnValue:
    form = LookForm(obj=g.community)
    if form.validate_on_submit():
        try:
            dress(form)
            return saved("settings", _("The look is changed."))
        except Refusal as refusal:
            blame(rolled_back(form), refusal)
    return render_template("communities/pages/look.html", form=form), status(form)


def dress(form: LookForm) -> None:
    actions.change_colour(g.me, form.colour.data)
    if form.picture.data:
        actions.change_logo(g.me, form.picture.data.read())
    elif form.no_logo.data:
        actions.remove_logo(g.me)


@pages.route("/texts", methods=["GET", "POST"])
@permit("own")
def texts() -> ResponseReturnValue:
    form = TextsForm(obj=g.community)
    if form.validate_on_submit():
        try:
            actions.change_texts(g.me, Texts(**given(form)))
            return saved("settings", _("The texts are changed."))
        except Refusal as refusal:
            blame(rolled_back(form), refusal)
    return render_template("communities/pages/texts.html", form=form), status(form)


@pages.route("/languages", methods=["GET", "POST"])
@permit("own")
def languages() -> ResponseReturnValue:
    form = LanguagesForm(obj=g.community)
    if form.validate_on_submit():
        actions.change_languages(g.me, form.language.data, form.languages.data)
        return saved("settings", _("The languages are changed."))
    return render_template("communities/pages/languages.html", form=form), status(form)


@pages.route("/keys", methods=["GET", "POST"])
@permit("own")
def keys() -> ResponseReturnValue:
    """Keys for programs; a new one is shown once, and never again."""
    form, secret = KeyForm(), None
    if form.validate_on_submit():
        secret = actions.make_key(g.community, form.name.data, g.me.name)
        session.commit()
        form = KeyForm(formdata=None)
    known = queries.api_keys(g.community)
    page = render_template("communities/pages/keys.html", form=form, keys=known, secret=secret)
    reply = Response(page, status(form))
    reply.headers["Cache-Control"] = "no-store"
    return reply


@pages.post("/keys/<int:key_id>/withdraw")
@permit("own")
def withdraw_key(key_id: int) -> ResponseReturnValue:
    key = queries.api_key_by_id(g.community, key_id) or abort(404)
    key.withdrawn_at = key.withdrawn_at or clock.now()
    return saved("keys", _("The key opens nothing any more."))


def on_the_team(staff_id: int) -> Staff:
    return queries.member(g.community, staff_id) or abort(404)


def by_me() -> Cause:
    return Cause("admin", g.me.name)


def given(form: FlaskForm) -> dict[str, str]:
    return {name: text or "" for name, text in form.data.items() if name != "csrf_token"}


def saved(view: str, sentence: str) -> ResponseReturnValue:
    session.commit()
    flash(sentence, "success")
    return redirect(url_for(f"communities_admin.{view}"), 303)


def rolled_back(form: FlaskForm) -> FlaskForm:
    """Half of what was asked must not stay; the page then reads everything afresh."""
    session.rollback()
    return form


def status(form: FlaskForm) -> int:
    return 422 if form.errors or form.form_errors else 200
