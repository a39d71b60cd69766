"""Mailings: a letter to many has a row for each recipient, in chunks that senders take in turn."""

import secrets

import sqlalchemy as sa
from alembic import op

import service.core.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Moment = service.core.db.Moment(timezone=True)
CHUNK = 500
# A message's state and what a delivery calls it; one that a worker held is in doubt.
STATE = (
    "CASE m.state WHEN 'sent' THEN 1 WHEN 'failed' THEN 3 WHEN 'skipped' THEN 4"
    " WHEN 'sending' THEN 5 ELSE 0 END"
)
REASON = "CASE m.state WHEN 'sending' THEN 'doubt' ELSE m.reason END"


def upgrade() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("about_feature", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=80), nullable=False),
        sa.Column("list", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("dated_at", Moment, nullable=False),
        sa.Column("touched_at", Moment, nullable=True),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_mailing_community_id_community")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint(
            "about_feature", "about_id", name=op.f("uq_mailing_about_feature_about_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mailing_community_id"), "mailing", ["community_id"])
    op.create_table(
        "delivery",
        sa.Column("mailing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("print_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("reply", sa.String(length=300), nullable=True),
        sa.Column("next_at", Moment, nullable=True),
        sa.Column("done_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("mailing_id", "seq", name=op.f("pk_delivery")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "chunk",
        sa.Column("mailing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_chunk_mailing_id_mailing")
        ),
        sa.PrimaryKeyConstraint("mailing_id", "no", name=op.f("pk_chunk")),
    )
    op.create_table(
        "pace",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("per_hour", sa.Integer(), nullable=True),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=True),
        sa.Column("quiet_until", sa.String(length=5), nullable=True),
        sa.Column("warm_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_pace_community_id_community")
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_pace")),
    )
    op.add_column("print", sa.Column("plate", sa.String(), nullable=True))
    op.add_column("print", sa.Column("plate_digest", sa.String(length=64), nullable=True))
    op.add_column("message", sa.Column("mailing_id", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("seq", sa.Integer(), nullable=True))
    op.create_index("ix_message_delivery", "message", ["mailing_id", "seq"], unique=True)
    address = ["community_id", "address_state", "address_changed_at"]
    op.create_index("ix_person_address", "person", address)
    op.drop_index("ix_subscription_audience", "subscription")
    audience = ["community_id", "list", "state"]
    op.create_index("ix_subscription_audience", "subscription", [*audience, "changed_at"])
    carry_over(op.get_bind())
    op.create_index("ix_delivery_person", "delivery", ["person_id", "mailing_id"], unique=True)
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["mailing_id", "next_at"],
        postgresql_where=sa.text("next_at IS NOT NULL"),
        sqlite_where=sa.text("next_at IS NOT NULL"),
    )
    op.drop_column("campaign", "trouble")


def carry_over(connection: sa.Connection) -> None:
    """Letters that are on their way or have been sent keep their recipients and their state."""
    begun = "SELECT id, community_id, state, started_at FROM campaign WHERE started_at IS NOT NULL"
    states = {"sending": "running", "paused": "paused", "cancelled": "stopped", "sent": "done"}
    for campaign_id, community_id, state, started_at in connection.execute(sa.text(begun)).all():
        mailing_id = connection.scalar(
            sa.text(
                "INSERT INTO mailing (community_id, about_feature, about_id, letter, list, key,"
                " state, dated_at, touched_at, trouble) VALUES (:community, 'campaigns', :about,"
                " 'campaigns.newsletter', 'newsletter', :key, :state, :dated, :dated, '')"
                " RETURNING id"
            ),
            {
                "community": community_id,
                "about": campaign_id,
                "key": secrets.token_hex(8),
                "state": states[state],
                "dated": started_at,
            },
        )
        carry_copies(connection, campaign_id, mailing_id)


def carry_copies(connection: sa.Connection, campaign_id: int, mailing_id: int) -> None:
    connection.execute(
        sa.text(
            "INSERT INTO delivery (mailing_id, seq, person_id, print_id, state, attempts, reason,"
            f" reply, done_at) SELECT :mailing, row_number() OVER (ORDER BY m.person_id),"
            f" m.person_id, m.print_id, {STATE}, m.attempts, {REASON}, substr(m.response, 1, 300),"
            " m.sent_at FROM message m WHERE m.about_feature = 'campaigns'"
            " AND m.about_id = :campaign AND m.print_id IS NOT NULL AND m.person_id IS NOT NULL"
        ),
        {"mailing": mailing_id, "campaign": campaign_id},
    )
    highest = sa.text("SELECT max(seq) FROM delivery WHERE mailing_id = :mailing")
    total = connection.scalar(highest, {"mailing": mailing_id}) or 0
    for no, lo in enumerate(range(1, total + 1, CHUNK)):
        connection.execute(
            sa.text(
                "INSERT INTO chunk (mailing_id, no, lo, hi, state, epoch, lease_until)"
                " VALUES (:mailing, :no, :lo, :hi, 0, 0, 0)"
            ),
            {"mailing": mailing_id, "no": no, "lo": lo, "hi": lo + CHUNK - 1},
        )


def downgrade() -> None:
    op.add_column(
        "campaign", sa.Column("trouble", sa.String(length=300), nullable=False, server_default="")
    )
    op.drop_index("ix_subscription_audience", "subscription")
    audience = ["community_id", "list", "state"]
    op.create_index("ix_subscription_audience", "subscription", audience)
    op.drop_index("ix_person_address", "person")
    op.drop_index("ix_message_delivery", "message")
    op.drop_column("message", "seq")
    op.drop_column("message", "mailing_id")
    op.drop_column("print", "plate_digest")
    op.drop_column("print", "plate")
    for table in ("pace", "chunk", "delivery", "mailing"):
        op.drop_table(table)
