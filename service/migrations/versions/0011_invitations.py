"""An event may have a season before its date, and others who invite; who was invited, and when."""

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
    op.add_column("registration", sa.Column("invited_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("registration", "invited_at")
    for name in ("organisers", "season"):
        op.drop_column("event", name)
