"""Events may be called off, open to all on a day, and remember their last reminder."""

import sqlalchemy as sa
from alembic import op

import service.core.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("reminded", sa.Integer(), nullable=True))
    why = sa.Column("called_off", sa.String(length=500), nullable=False, server_default="")
    op.add_column("event", why)
    moment = service.core.db.Moment(timezone=True)
    op.add_column("event", sa.Column("opens_at", moment, nullable=True))


def downgrade() -> None:
    op.drop_column("event", "opens_at")
    op.drop_column("event", "called_off")
    op.drop_column("event", "reminded")
