"""Look at a letter as its readers will: light and dark, wide and narrow, as plain text, by mail."""

from urllib.parse import urlsplit

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from service.campaigns import actions, letters
from service.campaigns.admin.blueprint import CODE, attempt, pages, the_edition, to
from service.contacts.rules import first_name
from service.core.permits import permit
from service.core.words import gettext as _

PATH = f"/<int:campaign_id>/{CODE}"
DARK = "@media (prefers-color-scheme: dark)"
LOOKS = {"light": "@media not all", "dark": "@media all"}


@pages.get(f"{PATH}/preview")
@permit("look")
def preview(campaign_id: int, code: str) -> str:
    edition = the_edition(campaign_id, code)
    text = request.args.get("as") == "text"
    return render_template(
        "campaigns/pages/preview.html",
        campaign=edition.campaign,
        edition=edition,
        look=chosen("look", ("light", "dark")),
        width=chosen("width", ("wide", "narrow")),
        text=letters.preview(edition, first_name(g.me.name)).text if text else None,
    )


@pages.get(f"{PATH}/frame")
@permit("look")
def frame(campaign_id: int, code: str) -> Response:
    """The letter itself, in a box where nothing can run and nothing can be sent."""
    edition = the_edition(campaign_id, code)
    html = letters.preview(edition, first_name(g.me.name)).html
    reply = Response(html.replace(DARK, LOOKS[chosen("look", tuple(LOOKS))]))
    here = urlsplit(current_app.config["BASE_URL"])
    reply.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"img-src 'self' data: {here.scheme}://{here.netloc}; sandbox; frame-ancestors 'self'"
    )
    return reply


@pages.post(f"{PATH}/test")
@permit("write")
def test(campaign_id: int, code: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code)
    said = _("A test is on its way to %(address)s.", address=g.account.email)
    attempt(lambda: actions.send_test(edition, g.me), said)
    return to("preview", campaign_id=campaign_id, code=code)


def chosen(name: str, offered: tuple[str, ...]) -> str:
    asked = request.args.get(name, "")
    return asked if asked in offered else offered[0]
