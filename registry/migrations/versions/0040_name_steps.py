"""The dated steps of names: named, entered in the national database, put on the map.

Revision: 0040, after 0039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
STANDING = "withdrawn_at IS NULL"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "name_step",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=False),
        sa.Column("replaces_id", sa.String(length=16), nullable=True),
        sa.Column("import_run_id", sa.String(length=16), nullable=True),
        sa.Column("import_row", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UTC, nullable=True),
        sa.Column("withdrawn_by", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=120), nullable=False),
        sa.Column("withdraw_reason", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("step IN ('named', 'listed', 'mapped')", name=op.f("ck_name_step_step")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_name_step_name")),
        sa.CheckConstraint("basis <> ''", name=op.f("ck_name_step_basis")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdraw_reason = '')",
            name=op.f("ck_name_step_withdrawn_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_name_step_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["name_step.id"], name=op.f("fk_name_step_replaces_id_name_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_step")),
    )
    op.create_index(
        "uq_name_step_standing",
        "name_step",
        ["place_id", "name", "step"],
        unique=True,
        sqlite_where=sa.text(STANDING),
        postgresql_where=sa.text(STANDING),
    )
    op.create_index("ix_name_step_place_id", "name_step", ["place_id"])
    op.create_index("ix_name_step_import", "name_step", ["import_run_id", "import_row"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("name_step")
