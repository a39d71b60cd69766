"""Visits to pages: fill in a form as a browser would, count what it asks of the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from service.core.db import session

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def send(client: FlaskClient, url: str, page: str = "", **fields: Any) -> TestResponse:
    """Open `page` (the form's own address unless told), then post these fields to `url`."""
    return client.post(url, data={"csrf_token": token(client, page or url), **fields})


def token(client: FlaskClient, page: str) -> str:
    found = TOKEN.search(client.get(page).text)
    assert found is not None, f"no form on {page}"
    return found[1]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every question to the database from here on, in a session that knows nothing yet."""
    session.remove()
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
