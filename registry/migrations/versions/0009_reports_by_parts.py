"""A report is declared before its photos come: incomplete ones, declared photos, pieces, fixes.

Reports of earlier releases came whole: they declare the photos they hold.

Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = "status IN ('received', 'accepted', 'rejected', 'needs_more')"
NEW_STATES = "status IN ('incomplete', 'received', 'accepted', 'rejected', 'needs_more')"
SOURCES = "capture_source IN ('live', 'camera', 'gallery', 'unknown')"
NEW_SOURCES = "capture_source IN ('live', 'camera', 'gallery', 'forwarded', 'unknown')"

DECLARED = """
    INSERT INTO declared_photo (report_id, role, sha256, byte_size)
    SELECT report_photo.report_id, report_photo.role, report_photo.sha256, photo.byte_size
    FROM report_photo JOIN photo ON photo.id = report_photo.photo_id
"""


def _checks(status: str, sources: str) -> None:
    with op.batch_alter_table("field_report", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_field_report_status"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_field_report_capture_source"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_field_report_status"), status)
        batch_op.create_check_constraint(batch_op.f("ck_field_report_capture_source"), sources)


def upgrade() -> None:
    """Add the columns, the states and the two tables; what is there declares what it holds."""
    op.add_column("field_report", sa.Column("completed_at", sa.DateTime(timezone=True)))
    op.add_column(
        "field_report", sa.Column("fixes", sa.JSON(), nullable=False, server_default="[]")
    )
    op.execute("UPDATE field_report SET completed_at = received_at")
    _checks(NEW_STATES, NEW_SOURCES)
    op.create_table(
        "declared_photo",
        sa.Column("report_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('near', 'far')", name=op.f("ck_declared_photo_role")),
        sa.CheckConstraint("byte_size > 0", name=op.f("ck_declared_photo_size")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["field_report.id"],
            name=op.f("fk_declared_photo_report_id_field_report"),
        ),
        sa.PrimaryKeyConstraint("report_id", "role", name=op.f("pk_declared_photo")),
        sa.UniqueConstraint("report_id", "sha256", name=op.f("uq_declared_photo_report_id_sha256")),
    )
    op.execute(DECLARED)
    op.create_table(
        "photo_part",
        sa.Column("report_id", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("start_at", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("part_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("start_at >= 0 AND byte_size > 0", name=op.f("ck_photo_part_extent")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["field_report.id"], name=op.f("fk_photo_part_report_id_field_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "sha256", "start_at", name=op.f("pk_photo_part")),
    )
    with op.batch_alter_table("photo_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_part_part_sha256"), ["part_sha256"])


def downgrade() -> None:
    """Go back. Refused by the database while a report is incomplete: it would be called whole."""
    op.drop_table("photo_part")
    op.drop_table("declared_photo")
    _checks(STATES, SOURCES)
    with op.batch_alter_table("field_report", schema=None) as batch_op:
        batch_op.drop_column("fixes")
        batch_op.drop_column("completed_at")
