"""How heavy the public pages are and how many are served: `make bench BENCH=pages`.

Bytes are compressed, with everything that a page loads. One process of the pages with its threads,
asked by four clients that keep their connections.
"""

import gzip
import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from service.communities.models import Community
from service.core.db import session
from service.events.models import Event
from service.signup import actions as signup
from service.signup.models import SignupForm
from tests.bench.measure import QUICK, Metric, say
from tests.bench.ours import House
from tests.bench.register import opened, served

SECONDS = 1.0 if QUICK else 5.0
CLIENTS = 4
LOADED = re.compile(r"<(?:link|script|img)\b[^>]*?\b(?:href|src)=\"(/[^\"]+)\"")
LIMIT = 15_000  # the page and its form
SNIPPET = 3_000  # what a partner's page loads


def main() -> None:
    with House(1) as house, served(house, 1) as port:
        opened(house, 40)
        signup.open_house(session.get_one(Community, house.community_id))
        session.commit()
        slug = session.scalars(select(Event.slug)).one()
        join = select(SignupForm.token).where(SignupForm.feature == "members")
        token = session.scalars(join).one()
        session.remove()
        page = f"/havnevik/events/{slug}"
        note = "gzip, with its style, icon and whatever else it loads"
        say(Metric("pages", "event_page_bytes", whole(port, page), "bytes", LIMIT, note=note))
        form = f"/f/{token}"
        say(Metric("pages", "join_form_bytes", whole(port, form), "bytes", LIMIT, note=note))
        size = len(packed(get(port, "/embed.js")))
        say(Metric("pages", "snippet_bytes", size, "bytes", SNIPPET, note="gzip, the script alone"))
        rate = served_a_second(port, page)
        say(Metric("pages", "requests_per_second", rate, "1/s", note="the event page"))


def get(port: int, path: str) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("GET", path)
    reply = line.getresponse()
    body = reply.read()
    line.close()
    assert reply.status == 200, f"{path}: {reply.status}"
    return body


def whole(port: int, path: str) -> int:
    page = get(port, path)
    parts = {part.partition("#")[0] for part in LOADED.findall(page.decode())}
    loaded = [part for part in sorted(parts) if "." in part.rpartition("/")[2]]
    return sum(len(packed(each)) for each in (page, *(get(port, part) for part in loaded)))


def packed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def served_a_second(port: int, path: str) -> float:
    end = time.monotonic() + SECONDS

    def ask(_client: int) -> int:
        line, number = http.client.HTTPConnection("127.0.0.1", port), 0
        while time.monotonic() < end:
            line.request("GET", path)
            reply = line.getresponse()
            reply.read()
            number += reply.status == 200
        return number

    with ThreadPoolExecutor(CLIENTS) as crowd:
        return sum(crowd.map(ask, range(CLIENTS))) / SECONDS


if __name__ == "__main__":
    main()
