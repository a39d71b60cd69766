"""Is everything there that we need? A sentence for each thing, and what to do when it is not."""

import shutil
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from dns.resolver import Resolver
from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from sqlalchemy.exc import SQLAlchemyError

from service.communities import queries as communities
from service.core import clock
from service.core.config import Settings
from service.core.db import db, session
from service.core.queue import QUEUES
from service.outbox.compose import ascii_address
from service.outbox.delivery import handover
from workers import records
from workers.finding import Finding, bad, good

ENOUGH_DISK = 1024**3
APART = 5  # seconds two clocks may differ


def examine(app: Flask, resolver: Resolver | None = None) -> Iterator[Finding]:
    """Every finding, in order; the DNS is asked the usual way unless a resolver is given."""
    checks: tuple[Callable[[], Finding], ...] = (
        database, redis, workers, ticks, clocks, relay, mail_domain, door, secret, disk,
    )  # fmt: skip
    with app.app_context():
        for check in checks:
            yield check()
        yield from records.findings(settings(), senders(), resolver)


def database() -> Finding:
    try:
        with db.engine.connect() as connection:
            heads = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError as error:
        return bad("database", f"It does not answer ({type(error).__name__}): {DATABASE}")
    wanted = set(ScriptDirectory(f"{current_app.root_path}/migrations").get_heads())
    if heads != wanted:
        return bad("database", "It answers, but is not up to date. Run: paadriv upgrade")
    return good("database", f"{db.engine.dialect.name} answers and is up to date.")


DATABASE = "is it running, and is PAADRIV_DATABASE_URL right?"


def redis() -> Finding:
    try:
        told = server().info("server")
    except RedisError as error:
        return bad("redis", f"It does not answer ({type(error).__name__}). See PAADRIV_REDIS_URL.")
    return good("redis", f"Version {told.get('valkey_version', told['redis_version'])} answers.")


def workers() -> Finding:
    try:
        watched = {name for one in Worker.all(connection=server()) for name in one.queue_names()}
    except RedisError:
        return bad("workers", "Unknown while Redis does not answer.")
    missing = [name for name in QUEUES if name not in watched]
    if missing:
        return bad("workers", f"Nobody watches {', '.join(missing)}. Start: paadriv worker")
    return good("workers", "Each queue is watched.")


def ticks() -> Finding:
    now = clock.now()
    minutes = [f"clock:{now - timedelta(minutes=ago):%Y%m%d%H%M}" for ago in (0, 1)]
    try:
        ticking = server().exists(*minutes)
    except RedisError:
        return bad("clock", "Unknown while Redis does not answer.")
    if not ticking:
        return bad("clock", "It has not ticked for two minutes. Start: paadriv clock")
    return good("clock", "It ticks.")


def clocks() -> Finding:
    try:
        seconds, _ = server().time()
    except RedisError:
        return bad("time", "Unknown while Redis does not answer.")
    apart = abs(int(seconds) - time.time())
    if apart > APART:
        return bad("time", f"This machine and Redis differ by {apart:.0f} s. Set the time by NTP.")
    return good("time", f"It is {clock.now():%Y-%m-%d %H:%M} UTC here and in Redis.")


def relay() -> Finding:
    if settings().demo_mailbox:
        sentence = (
            "None is configured: every mail stays in /mailbox/. Set PAADRIV_SMTP_URL to send."
        )
        return good("mail server", sentence)
    found = {each.name: handover.greet(each) for each in handover.relays()}
    faults = "; ".join(f"{name}: {words}" for name, words in found.items() if words)
    if faults:
        return bad("mail server", f"Not all is well ({faults}). Check PAADRIV_SMTP_URL.")
    return good("mail server", f"{' and '.join(found)} would take our mail.")


def mail_domain() -> Finding:
    domain = settings().mail_domain
    if domain == records.NO_DOMAIN and not settings().demo_mailbox:
        sentence = (
            "Answers have nowhere to go. Set PAADRIV_MAIL_DOMAIN to a domain that leads here."
        )
        return bad("mail domain", sentence)
    return good(
        "mail domain", f"Answers go to {domain}; its mail must be led to {settings().door}."
    )


def door() -> Finding:
    listener = settings().door.rpartition("//")[2]
    host, _, port = listener.rpartition(":")
    near = "127.0.0.1" if host in ("", "0.0.0.0") else host.strip("[]")
    try:
        with socket.create_connection((near, int(port)), timeout=3) as line:
            banner = line.recv(200)
    except OSError as error:
        kind = type(error).__name__
        return bad("door", f"It does not answer at {listener} ({kind}). Start: paadriv door")
    if not banner.startswith(b"220"):
        return bad("door", f"What answers at {listener} is no mail door of ours, or it is full.")
    return good("door", f"It answers at {listener}.")


def secret() -> Finding:
    return good("secret key", f"There is one of {len(settings().secret_key)} characters.")


def disk() -> Finding:
    folder = settings().data
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    sentence = f"{free / 1024**3:.1f} GB are free in {there}."
    return good("disk", sentence) if free > ENOUGH_DISK else bad("disk", f"Only {sentence}")


def senders() -> set[str]:
    """The domains in the From of our mail; none while the database cannot tell."""
    try:
        addresses = [ascii_address(one.sender_email) for one in communities.every()]
    except SQLAlchemyError:
        session.rollback()
        return set()
    return {address.rpartition("@")[2].lower() for address in addresses}


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def server() -> Redis:
    found: Redis = current_app.extensions["redis"]
    return found
