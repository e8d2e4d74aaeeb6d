"""The index of merged places holds merged places only, so that it is asked for nothing else.

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_place_merged_into"
MERGED = "merged_into IS NOT NULL"


def upgrade() -> None:
    """Nearly every place is merged into none: SQLite took an index of them for a narrow one."""
    op.drop_index(INDEX, table_name="place")
    op.create_index(
        INDEX,
        "place",
        ["merged_into"],
        sqlite_where=sa.text(MERGED),
        postgresql_where=sa.text(MERGED),
    )


def downgrade() -> None:
    """Go back: every place in the index."""
    op.drop_index(INDEX, table_name="place")
    op.create_index(INDEX, "place", ["merged_into"])
