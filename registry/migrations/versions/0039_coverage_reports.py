"""Monthly reports of coverage: what was printed of which snapshot; the line of a stratum by index.

Revision: 0039, after 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0035"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "coverage_report",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("snapshot_id", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("scope_id", sa.String(length=120), nullable=False),
        sa.Column("scope_name", sa.String(length=120), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", UTC, nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("xlsx_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "scope IN ('city', 'county', 'body')", name=op.f("ck_coverage_report_scope")
        ),
        sa.CheckConstraint("language IN ('zh-CN', 'en')", name=op.f("ck_coverage_report_language")),
        sa.CheckConstraint(
            "(made_at IS NULL) = (xlsx_sha256 = '')", name=op.f("ck_coverage_report_made")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["rate_snapshot.id"],
            name=op.f("fk_coverage_report_snapshot_id_rate_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_report")),
        sa.UniqueConstraint(
            "snapshot_id",
            "scope",
            "scope_id",
            "language",
            name=op.f("uq_coverage_report_snapshot_id_scope_scope_id_language"),
        ),
    )
    for column in ("month", "pdf_sha256", "xlsx_sha256"):
        op.create_index(
            op.f(f"ix_coverage_report_{column}"), "coverage_report", [column], unique=False
        )

    op.create_index(
        "ix_name_week_line",
        "name_week",
        ["stratum", "week", "county_id", "entered", "left_scope", "gained", "lost"],
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_name_week_line", "name_week")
    op.drop_table("coverage_report")
