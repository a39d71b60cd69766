"""The migrations end where the models stand, on both databases, and can be walked back."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import current_app
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from service.app import create_app
from service.campaigns import queries as campaigns
from service.campaigns.models import Campaign
from service.core import tokens
from service.core.db import Base, db, session
from service.outbox import queries as outbox
from tests import people
from tests.conftest import settings_for
from tests.core import old_letter
from workers.campaign import send_batch

FOLDER = "service/migrations"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def bare(request, tmp_path, redis_url):
    """The app on a database with nothing in it."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = create_app(settings_for(tmp_path, redis_url, "smtp://127.0.0.1:1", url))
    with app.app_context():
        yield app
        session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


@pytest.mark.usefixtures("bare")
def test_they_end_where_the_models_stand():
    flask_migrate.upgrade(FOLDER)
    flask_migrate.upgrade(FOLDER)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.usefixtures("bare")
def test_a_newsletter_on_its_way_goes_on_after_the_upgrade(post_office):
    """From 0001, where each reader had a message, to a row of the ledger."""
    flask_migrate.upgrade(FOLDER, revision="0001")
    with db.engine.begin() as connection:
        for table, row in old_letter.ROWS:
            connection.execute(text(old_letter.inserted(table, row)), row)
    flask_migrate.upgrade(FOLDER)
    current_app.config["RELAYS"] = [post_office.url]
    campaign = session.get_one(Campaign, 1)
    tally = campaigns.tally(campaign)
    assert (tally.sent, tally.waiting, tally.uncertain) == (1, 1, 1)
    session.rollback()
    send_batch(1)
    session.rollback()
    campaign = session.get_one(Campaign, 1)
    assert (campaign.state, campaigns.tally(campaign).sent) == ("sent", 2)
    assert sorted(kept.recipients[0] for kept in post_office.kept) == ["b@x.example"]
    old = tokens.sign("reply", 1)
    assert outbox.by_token(old).person.email == "a@x.example"


@pytest.mark.usefixtures("bare")
def test_they_can_be_walked_back():
    flask_migrate.upgrade(FOLDER)
    flask_migrate.downgrade(FOLDER, revision="base")
    assert tables() == {"alembic_version"}
    flask_migrate.upgrade(FOLDER)
    assert tables() == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "act",
    ["UPDATE consent SET words = 'something else'", "DELETE FROM consent WHERE act = 'given'"],
)
def test_a_consent_is_kept_by_the_database_itself(act):
    flask_migrate.upgrade(FOLDER)
    people.subscriber(people.havnevik())
    with pytest.raises(DBAPIError, match="never"):
        session.execute(text(act))
    session.rollback()


@pytest.mark.usefixtures("bare")
def test_what_was_only_asked_may_be_forgotten():
    flask_migrate.upgrade(FOLDER)
    people.subscriber(people.havnevik())
    session.execute(text("DELETE FROM consent WHERE act = 'asked'"))
    assert session.scalar(text("SELECT count(*) FROM consent")) == 1
