"""Sign in by a link sent by mail, choose a community, sign out."""

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from forms.communities import SignInForm
from forms.faults import blame
from service.communities import actions as communities
from service.communities import queries as houses
from service.communities.models import Account
from service.core import limits, tokens
from service.core.db import session as database
from service.core.refusal import Refusal
from service.desk import actions, rules
from service.desk.admin.rail import pages


@pages.get("/")
def choose() -> ResponseReturnValue:
    mine = houses.communities_of(g.account)
    if len(mine) == 1:
        return redirect(url_for("desk_admin.desk", community_slug=mine[0].slug))
    return render_template("desk/pages/choose.html", communities=mine)


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    if g.account is not None:
        return redirect(url_for("desk_admin.choose"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return link_sent(form)
        except Refusal as refusal:
            database.rollback()
            blame(form, refusal)
    page = render_template("desk/pages/sign_in.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


def link_sent(form: SignInForm) -> str:
    """The same page for every address: who is on the staff is nobody's business."""
    limits.count(f"sign-in from {request.remote_addr}", rules.TRIES, seconds=60)
    actions.send_link(form.email.data, browser())
    database.commit()
    session["next"] = rules.safe_next(request.args.get("next", ""))
    return render_template("desk/pages/link_sent.html", email=form.email.data.strip())


def browser() -> str:
    """What this browser is known by while it waits for its link."""
    if "browser" not in session:
        session["browser"] = tokens.new(32)
    return str(session["browser"])


@pages.route("/enter/<secret>", methods=["GET", "POST"])
def enter(secret: str) -> ResponseReturnValue:
    """GET only shows a button: mail scanners open every link they see."""
    mine = session.get("browser", "")
    try:
        if request.method != "POST":  # HEAD is how programs look at a link before they show it
            communities.check(secret, mine)
            return render_template("desk/pages/enter.html", sentence=None)
        account = communities.enter(secret, mine)
        database.commit()
    except Refusal as refusal:
        database.rollback()
        page = render_template("desk/pages/enter.html", sentence=refusal.sentence)
        return page, refusal.status
    return let_in(account)


def let_in(account: Account) -> ResponseReturnValue:
    """A new session: whatever the browser carried before the door stays outside."""
    onward = rules.safe_next(session.get("next", ""))
    session.clear()
    session["account"], session["epoch"] = account.id, account.epoch
    session.permanent = True
    return redirect(onward, 303)


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for("desk_admin.sign_in"), 303)
