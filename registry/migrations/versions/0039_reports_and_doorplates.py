"""Monthly reports of coverage; the line of a stratum by index; doorplates and their counters.

Revision: 0039, after 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
LIVING = "state <> 'withdrawn'"


def upgrade() -> None:
    """Go forward."""
    _reports()
    _doorplates()
    op.create_index(
        "ix_name_week_line",
        "name_week",
        ["stratum", "week", "county_id", "entered", "left_scope", "gained", "lost"],
    )


def _reports() -> None:
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


def _doorplates() -> None:
    keys = {"place_id": "place", "county_id": "division", "division_id": "division"}
    op.create_table(
        "doorplate",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("road", sa.String(length=60), nullable=False),
        sa.Column("building", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("sort_number", sa.Integer(), nullable=False),
        sa.Column("postcode", sa.String(length=6), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("division_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("citation_id", sa.String(length=16), nullable=True),
        sa.Column("import_run_id", sa.String(length=16), nullable=True),
        sa.Column("import_row", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('claimed', 'withdrawn')", name=op.f("ck_doorplate_state")),
        sa.CheckConstraint("number <> ''", name=op.f("ck_doorplate_number")),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_doorplate_position")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_doorplate_{column}_{table}")
            )
            for column, table in (*keys.items(), ("citation_id", "citation"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doorplate")),
    )
    op.create_index(
        "uq_doorplate_number",
        "doorplate",
        ["place_id", "number", "building"],
        unique=True,
        sqlite_where=sa.text(LIVING),
        postgresql_where=sa.text(LIVING),
    )
    op.create_index("ix_doorplate_import", "doorplate", ["import_run_id", "import_row"])
    op.create_table(
        "doorplate_count",
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("plates", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id"], ["division.id"], name=op.f("fk_doorplate_count_county_id_division")
        ),
        sa.PrimaryKeyConstraint("county_id", "state", name=op.f("pk_doorplate_count")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_name_week_line", "name_week")
    for table in ("doorplate_count", "doorplate", "coverage_report"):
        op.drop_table(table)
