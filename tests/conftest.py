"""What every test may ask for: the app on real services, a client, a worker, the post."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from redis import Redis
from rq import SimpleWorker
from werkzeug.test import TestResponse

from service.app import create_app
from service.communities.models import Community
from service.core.config import Settings, complete
from service.core.db import db, session
from service.core.queue import QUEUES, queue
from tests import people
from tests.services import Sink

pytest_plugins = ["tests.services"]

SECRET = "a secret for tests only, long enough to be taken"
MAIL_DOMAIN = "svar.havnevik.example"


class Visitor(FlaskClient):
    """A client whose requests know nothing of each other, though they share the test's `g`."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        for name in list(g):
            g.pop(name)
        try:
            return super().open(*args, **kwargs)
        finally:
            session.rollback()  # as when a request ends: what was not committed is gone


def settings_for(folder: Path, redis_url: str, smtp_url: str, database_url: str = "") -> Settings:
    return complete(
        {
            "data": folder,
            "database_url": database_url,
            "redis_url": redis_url,
            "smtp_url": smtp_url,
            "secret_key": SECRET,
            "base_url": "https://paadriv.example",
            "mail_domain": MAIL_DOMAIN,
        }
    )


@pytest.fixture
def make_app(tmp_path: Path, redis_url: str, smtp_sink: Sink) -> Iterator[Callable[[str], Flask]]:
    """make_app("") is the app on a new SQLite file, make_app(postgres_url) on that database."""
    made: list[Flask] = []

    def make(database_url: str = "") -> Flask:
        app = create_app(settings_for(tmp_path, redis_url, smtp_sink.url, database_url))
        app.test_client_class = Visitor
        with app.app_context():
            db.create_all()
        made.append(app)
        return app

    Redis.from_url(redis_url).flushdb()
    yield make
    for app in made:
        with app.app_context():
            session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """The app on SQLite, with its context pushed: `session` works in the test itself."""
    app = make_app("")
    with app.app_context():
        yield app
        session.remove()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest, make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """The app on SQLite, then on PostgreSQL: for whatever a database may do in its own way."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = make_app(url)
    with app.app_context():
        yield app
        session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor over https, so that a Secure cookie comes back as a browser would send it."""
    return app.test_client()


@pytest.fixture
def community(app: Flask) -> Community:  # the fixture brings the database
    """Pådriv Havnevik, with Ågot as its manager."""
    return people.havnevik()


@pytest.fixture
def worker() -> Callable[[], None]:
    """worker() does everything that waits in the queues, and whatever that leaves behind."""

    def work() -> None:
        queues = [queue(name) for name in QUEUES]
        SimpleWorker(queues, connection=queues[0].connection, serializer="json").work(burst=True)
        failed = [job for q in queues for job in q.failed_job_registry.get_job_ids()]
        assert failed == []

    return work


@pytest.fixture
def post_office(smtp_sink: Sink) -> Sink:
    """Where every mail of the app ends: `.kept` holds them in order."""
    return smtp_sink
