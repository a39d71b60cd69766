"""A browser without a screen, for the walk: follows links, keeps cookies, fills in forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener


class Stumbled(Exception):  # what happened, not a fault of the program
    """A sentence about the step that did not go as it should."""


@dataclass
class Form:
    """One form of a page: where it goes, and what it holds before anybody writes in it."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    url: str
    status: int
    body: str

    def form(self, part: str = "") -> Form:
        """The first form that posts and whose address contains `part`."""
        reader = Reader(self.url)
        reader.feed(self.body)
        for form in reader.forms:
            if part in form.action:
                return form
        raise Stumbled(f"{self.url} ({self.status}) has no form that leads to {part or 'anything'}")


class Reader(HTMLParser):
    """Collects the forms that post, with the values of their fields."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.naming = ""
        self.choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.open = Form(urljoin(self.url, given.get("action", "")))
            self.forms.append(self.open)
        elif self.open is None or (not name and tag != "option"):
            return
        elif tag == "input":
            self.take(name, given)
        elif tag == "textarea":
            self.naming, self.open.values[name] = name, ""
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and self.choosing and self.offered(given):
            self.open.values[self.choosing] = given.get("value", "")

    def take(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        ticked = kind not in ("checkbox", "radio") or "checked" in given
        if self.open is not None and ticked and kind not in ("submit", "file", "image"):
            self.open.values[name] = given.get("value", "on" if kind == "checkbox" else "")

    def offered(self, given: dict[str, str]) -> bool:
        first = self.open is not None and self.choosing not in self.open.values
        return first or "selected" in given

    def handle_data(self, data: str) -> None:
        if self.naming and self.open is not None:
            self.open.values[self.naming] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.naming = ""
        elif tag == "select":
            self.choosing = ""


class Browser:
    """One visitor with cookies of their own."""

    def __init__(self, home: str) -> None:
        self.home = home
        # On loopback a browser keeps Secure cookies over http as well; so do we.
        policy = DefaultCookiePolicy(secure_protocols=("https", "http"))
        self.cookies = CookieJar(policy)
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Page:
        return self.send(Request(urljoin(self.home, path)))

    def submit(self, form: Form, **written: str) -> Page:
        """Send the form with these fields filled in; the others go as they stood."""
        values = form.values | written
        return self.send(Request(form.action, urlencode(values).encode(), method="POST"))

    def send(self, request: Request) -> Page:
        try:
            with self.opener.open(request, timeout=30) as reply:
                return Page(reply.url, reply.status, reply.read().decode("utf-8", "replace"))
        except HTTPError as refused:
            with refused:
                return Page(
                    refused.url or "", refused.code, refused.read().decode("utf-8", "replace")
                )
