"""The community's standing forms, ready to be copied into a web page."""

from flask import Blueprint, current_app, g, render_template

from service.core.permits import permit
from service.signup import queries

pages = Blueprint("signup_admin", __name__, url_prefix="/admin/<community_slug>/forms")


@pages.get("")
@permit("look")
def forms() -> str:
    root = current_app.config["BASE_URL"]
    standing = queries.standing(g.community)
    return render_template("signup/pages/forms.html", forms=standing, root=root)
