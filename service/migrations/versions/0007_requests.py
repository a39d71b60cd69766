"""Requests: a letter may ask for a number of people, and keeps who said yes."""

import sqlalchemy as sa
from alembic import op

import service.core.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Moment = service.core.db.Moment(timezone=True)


def upgrade() -> None:
    op.add_column("campaign", sa.Column("wanted", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("says", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("at", Moment, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_response_{name}_id_{name}")
            )
            for name in ("community", "campaign", "person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "campaign_id", "person_id", name=op.f("uq_response_campaign_id_person_id")
        ),
    )
    op.create_index(op.f("ix_response_person_id"), "response", ["person_id"])
    op.create_index("ix_response_place", "response", ["campaign_id", "place", "at"])


def downgrade() -> None:
    op.drop_table("response")
    op.drop_column("campaign", "wanted")
