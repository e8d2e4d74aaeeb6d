"""What waits for somebody is found at any size: faces to approve or to order, open positions.

Revision: 0052, after 0051
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

ON_DESK = "state IN ('proof', 'approved')"
OPEN = "status = 'open'"


def upgrade() -> None:
    """Go forward."""
    for name, table, where in (
        ("ix_sign_on_desk", "sign", ON_DESK),
        ("ix_sign_requirement_open", "sign_requirement", OPEN),
    ):
        op.create_index(
            name,
            table,
            ["created_at", "id"],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_sign_requirement_open", table_name="sign_requirement")
    op.drop_index("ix_sign_on_desk", table_name="sign")
