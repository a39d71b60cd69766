"""What came of an event, whether people were thanked, who wants to know without coming."""

import sqlalchemy as sa
from alembic import op

from service.core.db import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("outcome", sa.String(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("material", sa.String(300), nullable=False, server_default=""))
    op.add_column("event", sa.Column("thanked_at", Moment(), nullable=True))
    no = sa.Column("wants_notes", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("registration", no)


def downgrade() -> None:
    op.drop_column("registration", "wants_notes")
    for name in ("thanked_at", "material", "outcome"):
        op.drop_column("event", name)
