"""The whole service on a port of its own, with the demo's people, letters and mailbox."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from flask import Flask
from redis import Redis
from sqlalchemy import update
from werkzeug.serving import WSGIRequestHandler, make_server

from service.app import create_app
from service.communities import queries as communities
from service.communities.models import Account
from service.core import clock, tokens
from service.core.config import MAILBOX_FROM_DOOR, Settings, complete
from service.core.db import db, session
from service.demo import loader, mailbox
from service.demo.mailbox import Letter
from service.demo.times import anchor_for
from service.events.models import Event
from service.inbox import actions as inbox
from service.signup import queries as forms
from tests.conftest import MAIL_DOMAIN, SECRET
from tests.processes import free_port
from workers.mailbox import Mailbox

T = TypeVar("T")
MANAGER = "agot@padriv-havnevik.example"
OPEN = "havnevikkonferansen"  # the event with seats left


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Site:
    """What a test sees of it: its address, its mail, its workers, its rows."""

    def __init__(self, app: Flask, work: Callable[[], None]) -> None:
        self.app = app
        self.home = str(app.config["BASE_URL"])
        self.run_queues = work

    def read(self, look: Callable[[], T]) -> T:
        """What `look` finds in the database as it is now."""
        with self.app.app_context():
            try:
                return look()
            finally:
                session.remove()

    def change(self, act: Callable[[], T]) -> T:
        def acted() -> T:
            done = act()
            session.commit()
            return done

        return self.read(acted)

    def work(self) -> None:
        """Everything that waits in the queues, and whatever that leaves behind."""
        self.read(self.run_queues)

    def mails(self, address: str) -> list[Letter]:
        """Newest first."""
        return self.read(lambda: mailbox.letters(address))

    def mail(self, address: str) -> Letter:
        return self.mails(address)[0]

    def answer(self, letter: Letter, words: str) -> None:
        """A mail back from whoever got this letter."""
        mail = EmailMessage()
        mail["From"], mail["To"] = f"{letter.to_name} <{letter.to}>", letter.reply_to
        mail["Subject"], mail["Message-ID"] = (
            f"Sv: {letter.subject}",
            f"<{tokens.new(12)}@post.example>",
        )
        mail.set_content(words)
        self.change(lambda: inbox.take_in(letter.to, letter.reply_to, mail.as_bytes()))
        self.work()

    def form(self, feature: str, about_id: int = 0) -> str:
        """The token of one of Havnevik's forms."""
        return self.read(lambda: token_of(feature, about_id))

    def cookie(self, email: str = MANAGER, **more: Any) -> Any:
        """The session of somebody who has signed in, for `context.add_cookies`."""
        return self.read(lambda: self.signed({**account(email), "_permanent": True, **more}))

    def signed(self, content: dict[str, Any]) -> list[dict[str, Any]]:
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return [{"name": "paadriv", "value": serializer.dumps(content), "url": self.home}]


def token_of(feature: str, about_id: int) -> str:
    community = communities.by_slug("havnevik")
    form = forms.of(community, feature, about_id) if community else None
    assert form is not None, f"no form of {feature}"
    return form.token


def account(email: str) -> dict[str, int]:
    found = session.query(Account).filter_by(email=email).one()
    return {"account": found.id, "epoch": found.epoch}


class House:
    """One running service for a whole test run; `fresh` gives each test the demo as it began."""

    def __init__(self, settings: Settings) -> None:
        self.data = settings.data
        self.app = create_app(settings)
        self.database, self.loaded = self.data / "paadriv.sqlite", self.data / "loaded.sqlite"
        with self.app.app_context():
            db.create_all()
            loader.load(anchor_for(clock.now().date()))
            # Whose day has come: strangers have seats there, as these stories want.
            session.execute(
                update(Event).where(Event.slug == OPEN).values(audience="open", opens_at=None)
            )
            session.commit()
            session.remove()
            db.engine.dispose()
        shutil.copy(self.database, self.loaded)

    def fresh(self, work: Callable[[], None]) -> Site:
        self.close()
        for path in self.data.glob("paadriv.sqlite*"):
            path.unlink()
        shutil.copy(self.loaded, self.database)
        shutil.rmtree(self.data / "mailbox", ignore_errors=True)
        redis: Redis = self.app.extensions["redis"]
        redis.flushdb()
        return Site(self.app, work)

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


@contextmanager
def open_house(data: Path, redis_url: str) -> Iterator[House]:
    """Served as any browser would meet it, its mail caught by the demo's own mail server."""
    with ExitStack() as stack:
        port, door = free_port(), free_port() - MAILBOX_FROM_DOOR
        settings = complete(
            {
                "data": data,
                "redis_url": redis_url,
                "secret_key": SECRET,
                "base_url": f"http://127.0.0.1:{port}",
                "mail_domain": MAIL_DOMAIN,
                "door": f"127.0.0.1:{door}",
            }
        )
        house = House(settings)
        stack.callback(house.close)
        stack.enter_context(caught(settings))
        stack.enter_context(served(house.app, port))
        yield house


@contextmanager
def caught(settings: Settings) -> Iterator[None]:
    server = Controller(
        Mailbox(settings.data),
        hostname="127.0.0.1",
        port=settings.mailbox_port,
        enable_SMTPUTF8=True,
    )
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextmanager
def served(app: Any, port: int) -> Iterator[None]:
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
