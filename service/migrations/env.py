"""How Alembic finds our tables and database: it asks the running app."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from service.core.db import Base, db


def compare(connection: Connection) -> dict[str, Any]:
    return {
        "connection": connection,
        "target_metadata": Base.metadata,
        "render_as_batch": True,
        "compare_type": True,
        **current_app.extensions["migrate"].configure_args,
    }


def run() -> None:
    """Upgrade in one transaction; SQLite keeps foreign keys off while it rebuilds a table."""
    with db.engine.connect() as connection:
        context.configure(**compare(connection))
        with context.begin_transaction():
            context.run_migrations()


run()
