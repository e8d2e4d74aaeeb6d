"""What each check found of a report, and photos that are declared to show two signs.

Revision: 0013, after 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "photo_check",
        sa.Column("report_id", sa.String(length=16), nullable=False),
        sa.Column("check_key", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("measured", sa.JSON(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "result IN ('ok', 'flag', 'unchecked')", name=op.f("ck_photo_check_result")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_photo_check_version")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["field_report.id"], name=op.f("fk_photo_check_report_id_field_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "check_key", name=op.f("pk_photo_check")),
    )
    with op.batch_alter_table("photo_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_photo_check_check_key_result"), ["check_key", "result"], unique=False
        )
    with op.batch_alter_table("field_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shared_sign_id", sa.String(length=16), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_field_report_shared_sign_id_sign"), "sign", ["shared_sign_id"], ["id"]
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("field_report", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_field_report_shared_sign_id_sign"), type_="foreignkey"
        )
        batch_op.drop_column("shared_sign_id")
    op.drop_table("photo_check")
