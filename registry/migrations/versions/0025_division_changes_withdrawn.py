"""A change of divisions that was recorded by mistake is withdrawn with a reason, not deleted.

Revision: 0025, after 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "division_change", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "division_change",
        sa.Column("withdrawn_reason", sa.String(length=300), server_default="", nullable=False),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("division_change", "withdrawn_reason")
    op.drop_column("division_change", "withdrawn_at")
