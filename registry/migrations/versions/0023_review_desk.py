"""The review desk: places circled on a photo, verdicts given together, comments on a report.

Revision: 0023, after 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward. Plain added columns: a rebuilt table would lose its triggers of 0014."""
    op.add_column(
        "verification", sa.Column("circled", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column(
        "verification",
        sa.Column("in_bulk", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "report_comment",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("report_id", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=16), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["field_report.id"],
            name=op.f("fk_report_comment_report_id_field_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_comment")),
    )
    op.create_index(op.f("ix_report_comment_report_id_at"), "report_comment", ["report_id", "at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("report_comment")
    op.drop_column("verification", "in_bulk")
    op.drop_column("verification", "circled")
