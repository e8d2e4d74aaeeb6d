"""Files of documents say when they were got; the newest passages are read by index.

Revision: 0043, after 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("source_file", sa.Column("retrieved_on", sa.Date(), nullable=True))
    op.create_index("ix_citation_newest", "citation", ["created_at", "id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_citation_newest", table_name="citation")
    with op.batch_alter_table("source_file", schema=None) as batch_op:
        batch_op.drop_column("retrieved_on")
