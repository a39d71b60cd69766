"""A partner's web site: another origin, a few pages of plain HTML, somebody else's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.browser.site import served
from tests.processes import free_port

PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Brygga velforening</title>
<style>
  body {{ margin: 0; font: 17px/1.55 Georgia, "Liberation Serif", serif }}
  body {{ color: #2a2a2a; background: #f4f1ea }}
  header {{ background: #6b3f2a; color: #fff; padding: 1rem 1.5rem }}
  article {{ max-width: 40rem; margin: 0 auto; padding: 1rem; background: #fff }}
</style></head>
<body><header>Brygga velforening</header>
<article>{body}</article></body></html>"""
# A house that would like to know its visitors, so that we can see that it may not.
CURIOUS = """<!doctype html><title>Curious</title><p id="got">{cookie}</p>"""


@dataclass
class Partner:
    """`put("/", html)` sets a page; `home` is where the world finds it."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def same_by_number(self) -> str:
        """The same server under its number: another site in a browser's eyes."""
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, body: str, lang: str = "nb") -> str:
        self.pages[path] = PAGE.format(body=body, lang=lang)
        return self.home + path

    def __call__(self, environ: Any, start: Any) -> Any:
        return self.answer(Request(environ))(environ, start)

    def answer(self, request: Request) -> Response:
        if request.path == "/curious":
            got = request.headers.get("Cookie", "nothing")
            reply = Response(CURIOUS.format(cookie=got), mimetype="text/html")
            reply.headers["Set-Cookie"] = "seen=1; Secure; SameSite=None; Path=/"
            return reply
        page = self.pages.get(request.path)
        return Response(page or "", 200 if page else 404, mimetype="text/html")


@contextmanager
def open_partner() -> Iterator[Partner]:
    partner = Partner(free_port())
    with served(partner, partner.port):
        yield partner


def snippet(home: str, token: str, title: str) -> str:
    """What a partner pastes, as our pages hand it out."""
    return (
        f'<script src="{home}/embed.js" async></script>\n'
        f'<paadriv-form src="{home}/embed/{token}" title="{title}">'
        f'<a href="{home}/f/{token}">{title}</a></paadriv-form>'
    )
