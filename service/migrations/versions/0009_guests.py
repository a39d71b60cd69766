"""Guests: how many each may bring along to an event, and how many each brings."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name in (("event", "guests_most"), ("registration", "guests")):
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("registration", "guests")
    op.drop_column("event", "guests_most")
