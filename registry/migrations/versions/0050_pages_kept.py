"""A saved web page is a file of a source too; places put under another kind together.

Revision: 0050, after 0047
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0047"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
BEFORE = "role IN ('scan', 'rubbing', 'photo', 'map', 'audio', 'paper', 'data')"
NOW = BEFORE.replace("'data'", "'data', 'page'")


def upgrade() -> None:
    """Go forward."""
    _change(NOW)
    op.create_table(
        "place_reclassing",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("undone_at", UTC, nullable=True),
        sa.Column("undone_by", sa.String(length=16), nullable=True),
        sa.Column("undo_reason", sa.String(length=1000), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_reclassing")),
    )
    op.create_index("ix_place_reclassing_newest", "place_reclassing", ["created_at", "id"])


def downgrade() -> None:
    """Go back: saved pages are data files."""
    op.drop_table("place_reclassing")
    op.execute("UPDATE source_file SET role = 'data' WHERE role = 'page'")
    _change(BEFORE)


def _change(condition: str) -> None:
    with op.batch_alter_table("source_file", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_source_file_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_source_file_role"), condition)
