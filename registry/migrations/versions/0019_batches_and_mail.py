"""The batch a file is put forward in.

Revision: 0019, after 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # Both engines add a column in place: no table is built anew, so its triggers stay.
    op.add_column(
        "nomination", sa.Column("batch", sa.String(60), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("nomination", "batch")
