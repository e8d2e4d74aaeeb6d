"""The batch a file is put forward in; notices to people and the mails about them.

Revision: 0019, after 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


EMPTY = sa.text("''")
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Go forward."""
    # Both engines add a column in place: no table is built anew, so its triggers stay.
    op.add_column(
        "nomination", sa.Column("batch", sa.String(60), nullable=False, server_default="")
    )
    for column in (
        sa.Column("notice_email", sa.String(200), nullable=False, server_default=EMPTY),
        sa.Column("language", sa.String(2), nullable=False, server_default=sa.text("'zh'")),
        sa.Column("mail_kinds", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
    ):
        op.add_column("person", column)
    op.create_table(
        "person_notice",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("about", sa.String(120), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("endpoint", sa.String(80), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_state", sa.String(8), nullable=False),
        sa.Column("mail_attempts", sa.Integer(), nullable=False),
        sa.Column("mail_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_fault", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('waiting', 'soon', 'overdue')", name=op.f("ck_person_notice_kind")
        ),
        sa.CheckConstraint(
            "mail_state IN ('none', 'waiting', 'sending', 'sent', 'given_up')",
            name=op.f("ck_person_notice_mail_state"),
        ),
        sa.CheckConstraint(
            "(mail_state = 'sent') = (mail_sent_at IS NOT NULL)",
            name=op.f("ck_person_notice_sent_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_notice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_notice")),
    )
    op.create_index(
        "uq_person_notice_open",
        "person_notice",
        ["person_id", "kind", "key"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_person_notice_newest", "person_notice", ["person_id", "created_at"])
    op.create_index("ix_person_notice_mail_state", "person_notice", ["mail_state"])


def downgrade() -> None:
    """Go back; what people were told and how they want to be told is lost."""
    op.drop_table("person_notice")
    for column in ("mail_kinds", "language", "notice_email"):
        op.drop_column("person", column)
    op.drop_column("nomination", "batch")
