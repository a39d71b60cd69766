"""The command `paadriv`: its processes, its care, and what an operator does without a browser."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import OperationalError, ProgrammingError

from service.communities import actions as communities
from service.communities.actions import Founding
from service.core import config, roles
from service.core.config import SettingError
from service.core.db import session
from service.core.embedded import EmbeddedError, redis_server
from service.core.queue import QUEUES
from service.core.refusal import Refusal
from service.core.words import force_locale
from service.inbox.read import Reading, read
from service.outbox.delivery import dkim
from service.signup import actions as signup
from workers import clock as minutes
from workers import demo as trial
from workers import imap, lmtp, run
from workers import mailbox as postbox
from workers.doctor import examine
from workers.job import app


def main() -> None:
    """Settings that are wrong, and what an action refuses, are sentences and not tracebacks."""
    try:
        commands()
    except (SettingError, EmbeddedError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except Refusal as refusal:
        with app().app_context(), force_locale("en"):
            click.echo(str(refusal.sentence), err=True)
        sys.exit(1)
    except (OperationalError, ProgrammingError) as error:
        what = type(error).__name__
        click.echo(f"The database is not ready ({what}). Run: paadriv doctor", err=True)
        sys.exit(1)


@contextmanager
def house() -> Iterator[Flask]:
    """The app, with an embedded Redis beside it for as long as we run when none is configured."""
    settings = config.read()
    settings.data.mkdir(parents=True, exist_ok=True)
    if settings.redis_url:
        yield app()
        return
    with redis_server(settings.data) as url:
        os.environ["PAADRIV_REDIS_URL"] = url  # our children and later readers find the same one
        yield app()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Paadriv: communities that act together."""


@commands.command()
def version() -> None:
    """Which Paadriv this is."""
    click.echo(installed("paadriv"))


# The processes


class Web(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with two processes of four threads; each process builds its own app."""

    def __init__(self, bind: str) -> None:
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        chosen = {"bind": self.bind, "worker_class": "gthread", "workers": 2, "threads": 4}
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return app()


@commands.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="host:port or unix:PATH")
def web(bind: str) -> None:
    """The pages."""
    run.logs()
    with house():
        Web(bind).run()


@commands.command()
@click.option("--queues", default=",".join(QUEUES), show_default=True)
@click.option("--count", default=run.COUNT, show_default=True, type=click.IntRange(1, 64))
def worker(queues: str, count: int) -> None:
    """What happens later: mail out, mail in, newsletters."""
    run.logs()
    names = [name.strip() for name in queues.split(",")]
    unknown = [name for name in names if name not in QUEUES]
    if unknown:
        raise click.BadParameter(f"{unknown[0]} is no queue; there are {', '.join(QUEUES)}.")
    with house() as here:
        if count == 1:
            run.worker(here, names)
        else:
            run.workers(names, count)


@commands.command()
def clock() -> None:
    """Once a minute: whatever is due."""
    run.logs()
    with house() as here:
        minutes.run(here, run.until_stopped())


@commands.command()
def door() -> None:
    """Takes in answers, bounces and everything else that comes back by mail."""
    run.logs()
    stop = run.until_stopped()
    with house() as here, imap.emptied(here, stop):
        lmtp.serve(here, here.config["SETTINGS"].door, stop)


# Care


def migrate() -> None:
    with house() as here, here.app_context():
        flask_migrate.upgrade(directory=f"{here.root_path}/migrations")
    click.echo("The database is up to date.")


@commands.command()
def init() -> None:
    """Create the database, or bring it up to date. Safe to run again."""
    migrate()


@commands.command()
def upgrade() -> None:
    """Bring the database up to date. Safe to run again."""
    migrate()


@commands.command()
@click.argument("slug")
@click.option("--name", required=True, help="What the community is called")
@click.option(
    "--email", required=True, help="Its sender, and the address its first owner signs in by"
)
@click.option("--owner", default="", help="The first owner's name")
@click.option("--language", default="nb", show_default=True)
@click.option("--country", default="NO", show_default=True)
def found(slug: str, **told: str) -> None:
    """A new community and its first owner."""
    with house() as here, here.app_context():
        community = communities.found(Founding(slug=slug, **told))
        signup.open_house(community)
        session.commit()
        home = f"{here.config['BASE_URL']}/admin/{community.slug}/"
        click.echo(f"{community.name} is founded. {told['email']} signs in at {home}")


@commands.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Is everything there that we need, and what to do when it is not."""
    with house() as here:
        found = list(examine(here))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
    else:
        for one in found:
            click.echo(f"{'ok  ' if one.ok else 'BAD '} {one.name:12} {one.sentence}")
    sys.exit(0 if all(one.ok for one in found) else 1)


@commands.command("dkim-key")
@click.argument("selector", type=config.selector)
@click.option(
    "--domain", type=config.domain, help="The domain it signs for; as in the settings unless given"
)
@click.option("--ed25519", is_flag=True, help="The second, short kind of key; RSA without it")
def dkim_key(selector: str, domain: str | None, ed25519: bool) -> None:
    """A new private key on stdout, to be kept in a file, and its DNS record on stderr."""
    key = dkim.made(domain or config.read().signing_domain, selector, ed25519)
    click.echo(dkim.pem(key), nl=False)
    click.echo("{}. TXT {}".format(*dkim.public_record(key)), err=True)


# The demo


@commands.command()
@click.option("--port", type=int, help="Where the pages are; the first free one from 8000 on")
@click.option("--fresh", is_flag=True, help="Throw the embedded demo data away first")
@click.option("--check", is_flag=True, help="Walk the main job once and end with its result")
def demo(port: int | None, fresh: bool, check: bool) -> None:
    """Everything on this machine, with a made-up community to try it on."""
    sys.exit(trial.demo(port, fresh, check))


@commands.command(hidden=True)
def mailbox() -> None:
    """The demo's mail server, which lets nothing out."""
    run.logs()
    postbox.run(config.read())


# What features offer at a terminal


def inside(group: click.Group) -> click.Group:
    """The same commands, run with the app and its database at hand."""

    @click.pass_context
    def enter(context: click.Context) -> None:
        here = context.with_resource(house())
        context.with_resource(here.app_context())

    group.callback = enter
    return group


for feature in roles.load("cli"):
    commands.add_command(inside(feature.commands))


# Mail without a database


@commands.command("read-mail")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=str))
def read_mail(files: tuple[str, ...]) -> None:
    """Say what each mail is, a JSON object a line; - is one mail on stdin."""
    missing = 0
    for name in files:
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            click.echo(f"{name}: {error.strerror}", err=True)
            missing += 1
            continue
        click.echo(json.dumps(described(name, raw)))
    sys.exit(1 if missing else 0)


def described(name: str, raw: bytes) -> dict[str, Any]:
    began = time.perf_counter()
    reading = read(raw)
    return {
        "file": name,
        "class": reading.kind,
        "recipients": list(reading.recipients),
        "status": reading.status,
        "rsvp": [list(pair) for pair in reading.rsvp],
        "intent": intent(reading),
        "guests": reading.intent.guests,
        "text": reading.own_words,
        "language": reading.language,
        "ms": round((time.perf_counter() - began) * 1000, 2),
    }


def intent(reading: Reading) -> str | None:
    said = reading.intent
    if said.answer and said.certain and not said.contradictory:
        return said.answer
    return "question" if said.question else None


if __name__ == "__main__":
    main()
