"""Photos of a report are stored and answered for first, and opened afterwards.

A held photo was examined before it was attached until now, so those attached have arrived.

Revision: 0030, after 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0026"
branch_labels = None
depends_on = None

_ARRIVED = """
UPDATE declared_photo SET arrived_at = (
    SELECT coalesce(field_report.completed_at, field_report.received_at) FROM field_report
    WHERE field_report.id = declared_photo.report_id
) WHERE EXISTS (
    SELECT 1 FROM report_photo
    WHERE report_photo.report_id = declared_photo.report_id
    AND report_photo.role = declared_photo.role
)
"""


def upgrade() -> None:
    """Go forward."""
    op.add_column("declared_photo", sa.Column("arrived_at", sa.DateTime(timezone=True)))
    op.add_column(
        "declared_photo",
        sa.Column("fault", sa.String(length=40), server_default="", nullable=False),
    )
    op.create_index("ix_declared_photo_sha256", "declared_photo", ["sha256"])
    op.add_column(
        "field_report",
        sa.Column("photo_fault", sa.String(length=40), server_default="", nullable=False),
    )
    op.execute(_ARRIVED)


def downgrade() -> None:
    """Go back."""
    op.drop_column("field_report", "photo_fault")
    op.drop_index("ix_declared_photo_sha256", table_name="declared_photo")
    op.drop_column("declared_photo", "fault")
    op.drop_column("declared_photo", "arrived_at")
