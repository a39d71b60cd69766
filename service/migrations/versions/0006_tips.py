"""News tips: words and pictures that readers sent, until an editor has used them."""

import sqlalchemy as sa
from alembic import op

import service.core.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Moment = service.core.db.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("credit", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("agreed_at", Moment, nullable=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("moved_at", Moment, nullable=False),
        *keys("tip", "community", "person", "inbound"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tip_list", "tip", ["community_id", "state", "at"])
    op.create_index(op.f("ix_tip_inbound_id"), "tip", ["inbound_id"])
    op.create_index(op.f("ix_tip_person_id"), "tip", ["person_id"])
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        *keys("photo", "community", "tip"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_photo_tip_id"), "photo", ["tip_id"])


def keys(table: str, *others: str) -> list[sa.Constraint]:
    foreign = [
        sa.ForeignKeyConstraint(
            [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id_{name}")
        )
        for name in others
    ]
    return [*foreign, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def downgrade() -> None:
    for table in ("photo", "tip"):
        op.drop_table(table)
