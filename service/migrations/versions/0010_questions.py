"""Questions of an event and their answers; food and access needs, sealed; parallel tracks."""

import sqlalchemy as sa
from alembic import op

from service.core.db import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no = sa.false()
    op.add_column("event", sa.Column("asks_needs", sa.Boolean(), nullable=False, server_default=no))
    op.create_table(
        "event_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("remember", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_event_question_event_id", "event_question", ["event_id"])
    op.create_table(
        "event_answer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("event_question.id"), nullable=False),
        sa.Column(
            "registration_id", sa.Integer(), sa.ForeignKey("registration.id"), nullable=False
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.UniqueConstraint("registration_id", "question_id"),
    )
    op.create_index("ix_event_answer_question_id", "event_answer", ["question_id"])
    needs()
    tracks()


def tracks() -> None:
    op.create_table(
        "event_track",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
    )
    op.create_index("ix_event_track_event_id", "event_track", ["event_id"])
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("track_id", sa.Integer(), nullable=True))
        name = sa.Column("track_state", sa.String(10), nullable=False, server_default="")
        table.add_column(name)
        table.add_column(sa.Column("track_since", Moment(), nullable=True))
        key = "fk_registration_track_id_event_track"
        table.create_foreign_key(key, "event_track", ["track_id"], ["id"])
    op.create_index("ix_registration_track_id", "registration", ["track_id"])


def needs() -> None:
    seat = sa.ForeignKey("registration.id")
    op.create_table(
        "registration_needs",
        sa.Column("registration_id", sa.Integer(), seat, primary_key=True),
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("agreed_at", Moment(), nullable=False),
    )
    op.create_index("ix_registration_needs_event_id", "registration_needs", ["event_id"])


def downgrade() -> None:
    op.drop_index("ix_registration_track_id", "registration")
    with op.batch_alter_table("registration") as table:
        table.drop_constraint("fk_registration_track_id_event_track", type_="foreignkey")
        for name in ("track_id", "track_state", "track_since"):
            table.drop_column(name)
    op.drop_table("event_track")
    for table in ("registration_needs", "event_answer", "event_question"):
        op.drop_table(table)
    op.drop_column("event", "asks_needs")
