"""Conversations: mail that came in stands in threads, with notes, saved replies and an end."""

import sqlalchemy as sa
from alembic import op

import service.core.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Moment = service.core.db.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("about_feature", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("moved_at", Moment, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_thread_{name}_id_{name}")
            )
            for name in ("community", "person", "staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint(
            "community_id",
            "address",
            "about_feature",
            "about_id",
            name=op.f("uq_thread_community_id_address_about_feature_about_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_thread_list", "thread", ["community_id", "state", "moved_at"])
    op.create_index(op.f("ix_thread_person_id"), "thread", ["person_id"])
    op.create_index(op.f("ix_thread_staff_id"), "thread", ["staff_id"])
    words()
    columns()
    gather()


def words() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_note_{name}_id_{name}")
            )
            for name in ("community", "thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_thread_id"), "note", ["thread_id"])
    op.create_table(
        "saved_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_saved_reply_community_id_community")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reply")),
        sa.UniqueConstraint(
            "community_id",
            "language",
            "title",
            name=op.f("uq_saved_reply_community_id_language_title"),
        ),
    )


def columns() -> None:
    """A default serves the rows that are there; new rows bring their own."""
    with op.batch_alter_table("inbound") as inbound:
        inbound.add_column(sa.Column("thread_id", sa.Integer(), nullable=True))
        inbound.add_column(sa.Column("found", sa.JSON(), nullable=False, server_default="{}"))
        inbound.add_column(
            sa.Column("attachments", sa.Integer(), nullable=False, server_default="0")
        )
        inbound.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        inbound.add_column(sa.Column("written_at", Moment, nullable=True))
        inbound.add_column(sa.Column("forgotten_at", Moment, nullable=True))
        inbound.create_foreign_key(
            op.f("fk_inbound_thread_id_thread"), "thread", ["thread_id"], ["id"]
        )
        inbound.create_index(op.f("ix_inbound_thread_id"), ["thread_id"])
        inbound.create_index("ix_inbound_old", ["forgotten_at", "received_at"])
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("digest", sa.Boolean(), nullable=False, server_default="1"))


def gather() -> None:
    """Mail that waits for a person, or was answered by one, gets its conversation."""
    mail = (
        "SELECT i.id, i.community_id, i.person_id, lower(i.sender) AS address, i.sender_name,"
        " i.subject, i.state, i.received_at, coalesce(m.about_feature, '') AS feature,"
        " coalesce(m.about_id, 0) AS about FROM inbound i LEFT JOIN message m"
        " ON m.id = i.message_id WHERE i.state IN ('waiting', 'answered')"
        " AND i.community_id IS NOT NULL AND i.sender <> '' ORDER BY i.id"
    )
    connection = op.get_bind()
    for row in connection.execute(sa.text(mail)).mappings().all():
        connection.execute(
            sa.text("UPDATE inbound SET thread_id = :thread WHERE id = :mail"),
            {"thread": thread(connection, row), "mail": row["id"]},
        )


def thread(connection: sa.Connection, row: sa.RowMapping) -> int:
    """The thread's number, made or moved on by this mail."""
    values = dict(row) | {"open": "open" if row["state"] == "waiting" else "waiting"}
    known = connection.scalar(
        sa.text(
            "UPDATE thread SET moved_at = :received_at, state = CASE WHEN state = 'open' THEN"
            " 'open' ELSE :open END WHERE community_id = :community_id AND address = :address"
            " AND about_feature = :feature AND about_id = :about RETURNING id"
        ),
        values,
    )
    if known is not None:
        return int(known)
    made = connection.scalar(
        sa.text(
            "INSERT INTO thread (community_id, person_id, address, name, about_feature, about_id,"
            " subject, state, unread, created_at, moved_at) VALUES (:community_id, :person_id,"
            " :address, :sender_name, :feature, :about, :subject, :open, :unread, :received_at,"
            " :received_at) RETURNING id"
        ),
        values | {"unread": row["state"] == "waiting"},
    )
    assert made is not None
    return int(made)


def downgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("digest")
    with op.batch_alter_table("inbound") as inbound:
        inbound.drop_index("ix_inbound_old")
        inbound.drop_index(op.f("ix_inbound_thread_id"))
        inbound.drop_constraint(op.f("fk_inbound_thread_id_thread"), type_="foreignkey")
        for name in (
            "forgotten_at",
            "written_at",
            "sequence",
            "attachments",
            "found",
            "thread_id",
        ):
            inbound.drop_column(name)
    for table in ("saved_reply", "note", "thread"):
        op.drop_table(table)
