"""Events may be called off, and remember their last reminder."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("reminded", sa.Integer(), nullable=True))
    why = sa.Column("called_off", sa.String(length=500), nullable=False, server_default="")
    op.add_column("event", why)


def downgrade() -> None:
    op.drop_column("event", "called_off")
    op.drop_column("event", "reminded")
