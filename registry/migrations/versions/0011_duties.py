"""Filings and announcements with their own clocks; lists frozen and hashed; parts of a dossier.

Revision: 0011, after 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _shared() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
    ]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parts", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.alter_column("parts", server_default=None)
    with op.batch_alter_table("list_edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("snapshot", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("sha256", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("list_edition", schema=None) as batch_op:
        batch_op.alter_column("snapshot", server_default=None)
        batch_op.alter_column("sha256", server_default=None)
    _index("list_edition", "sha256")
    op.create_table(
        "filing",
        *_shared(),
        sa.Column("recognition_id", sa.String(length=16), nullable=True),
        sa.Column("place_name", sa.String(length=60), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("to_body", sa.String(length=200), nullable=False),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "(filed_on IS NULL) = (filed_at IS NULL)", name=op.f("ck_filing_filed_whole")
        ),
        _refers("filing", "place_id", "place"),
        _refers("filing", "recognition_id", "recognition"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
    )
    _index("filing", "place_id", "recognition_id", "due_on")
    op.create_table(
        "announcement",
        *_shared(),
        sa.Column("filing_id", sa.String(length=16), nullable=False),
        sa.Column("starts_with", sa.String(length=12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("standard_name", sa.String(length=60), nullable=False),
        sa.Column("roman", sa.String(length=200), nullable=False),
        sa.Column("division_text", sa.String(length=200), nullable=False),
        sa.Column("location_text", sa.Text(), nullable=False),
        sa.Column("file_no", sa.String(length=60), nullable=False),
        sa.Column("channels", sa.String(length=300), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_name", sa.String(length=120), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "starts_with IN ('approval', 'filing')", name=op.f("ck_announcement_starts_with")
        ),
        sa.CheckConstraint(
            "(published_on IS NULL) = (sha256 = '')",
            name=op.f("ck_announcement_published_whole"),
        ),
        _refers("announcement", "place_id", "place"),
        _refers("announcement", "filing_id", "filing"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    _index("announcement", "place_id", "filing_id", "due_on", "sha256")


def downgrade() -> None:
    """Go back."""
    op.drop_table("announcement")
    op.drop_table("filing")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_column("parts")
    with op.batch_alter_table("list_edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_list_edition_sha256"))
        batch_op.drop_column("sha256")
        batch_op.drop_column("snapshot")
