"""The database session, the base class of every table, and the few column types we share."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from flask import Flask, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData, Update, event
from sqlalchemy.engine import Connection, CursorResult, Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, scoped_session
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.types import TypeDecorator

# SQLite would give the number of a deleted row to the next one, and every link, once-name and
# trail entry that names the old row by its number would then mean the new one.
NEVER_AGAIN = {"sqlite_autoincrement": True}
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite forgets zones, so we give it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table descends from this."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment}


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate(render_as_batch=True, compare_type=True)
session = cast("scoped_session[OrmSession]", db.session)

READING: ContextVar[bool] = ContextVar("reading", default=False)

__all__ = [
    "NEVER_AGAIN",
    "Base",
    "Moment",
    "added",
    "changed",
    "db",
    "init_app",
    "only_reads",
    "session",
]


def init_app(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=f"{app.root_path}/migrations")


@contextmanager
def only_reads() -> Iterator[None]:
    """Outside a request, for somebody who looks for a while and must not keep others waiting."""
    token = READING.set(True)
    try:
        yield
    finally:
        READING.reset(token)


def added(row: Base) -> bool:
    """Whether it went in; False when somebody else put the same there a moment ago."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def changed(statement: Update) -> int:
    """Run it; how many rows it hit. Of two who try at once, the database lets one find a row."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


@event.listens_for(Engine, "connect")
def prepare(connection: Any, _record: Any) -> None:
    """SQLite: our own BEGIN, write-ahead log on disk at commit, patience instead of 'locked'.

    PostgreSQL: its compiler costs our short statements a tenth of a second each, and saves none.
    """
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=15000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
    else:
        connection.execute("SET jit = off")
        connection.commit()


@event.listens_for(Engine, "begin")
def begin(connection: Connection) -> None:
    """One that may write takes SQLite's write lock at once, so it never fails half-way."""
    if connection.dialect.name == "sqlite":
        reading = READING.get() or (
            has_request_context() and request.method in ("GET", "HEAD", "OPTIONS")
        )
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
