"""A channel by mail: who is in it, how they read it, what was posted."""

import sqlalchemy as sa
from alembic import op

import service.core.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Moment = service.core.db.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("moderation", sa.String(length=10), nullable=False),
        *keys("channel", "community"),
        sa.UniqueConstraint("community_id", name=op.f("uq_channel_community_id")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("joined_at", Moment, nullable=False),
        *keys("seat", "community", "person"),
        sa.UniqueConstraint("person_id", name=op.f("uq_seat_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_seat_community_id"), "seat", ["community_id"])
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("full_text", sa.String(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        *keys("post", "community", "person", "inbound"),
        sa.ForeignKeyConstraint(["topic_id"], ["post.id"], name=op.f("fk_post_topic_id_post")),
        sa.UniqueConstraint(
            "community_id", "reference", name=op.f("uq_post_community_id_reference")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_post_list", "post", ["community_id", "state", "at"])
    op.create_index(op.f("ix_post_inbound_id"), "post", ["inbound_id"])
    op.create_index(op.f("ix_post_person_id"), "post", ["person_id"])
    op.create_index(op.f("ix_post_topic_id"), "post", ["topic_id"])


def keys(table: str, *others: str) -> list[sa.Constraint]:
    foreign = [
        sa.ForeignKeyConstraint(
            [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id_{name}")
        )
        for name in others
    ]
    return [*foreign, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def downgrade() -> None:
    for table in ("post", "seat", "channel"):
        op.drop_table(table)
