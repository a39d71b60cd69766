"""An event's season and co-organisers, who was invited and when, what of its plan is done."""

import sqlalchemy as sa
from alembic import op

from service.core.db import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (("season", 60), ("organisers", 300)):
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("event", column)
    op.create_table(
        "event_todo",
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column("done_at", Moment(), nullable=False),
        sa.Column("done_by", sa.String(120), nullable=False),
    )
    op.add_column("registration", sa.Column("invited_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_table("event_todo")
    op.drop_column("registration", "invited_at")
    for name in ("organisers", "season"):
        op.drop_column("event", name)
