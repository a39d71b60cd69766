"""The health of addresses: soft returns are counted, a probe is remembered."""

import sqlalchemy as sa
from alembic import op

import service.core.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Moment = service.core.db.Moment(timezone=True)
MOMENTS = ("soft_since", "soft_at", "probed_at")


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("soft_count", sa.Integer(), nullable=False, server_default="0")
    )
    for name in MOMENTS:
        op.add_column("person", sa.Column(name, Moment, nullable=True))


def downgrade() -> None:
    for name in (*MOMENTS, "soft_count"):
        op.drop_column("person", name)
