"""A link for those who take part from afar; access and pictures; who helps, and as what."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    link = sa.Column("online_url", sa.String(300), nullable=False, server_default="")
    op.add_column("event", link)
    for name in ("access", "photos"):
        told = sa.Column(name, sa.String(300), nullable=False, server_default="")
        op.add_column("event", told)
    role = sa.Column("role", sa.String(20), nullable=False, server_default="")
    op.add_column("registration", role)
    no = sa.Column("online", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("registration", no)


def downgrade() -> None:
    for name in ("online", "role"):
        op.drop_column("registration", name)
    for name in ("photos", "access", "online_url"):
        op.drop_column("event", name)
