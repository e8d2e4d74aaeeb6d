"""Work that comes first is found without looking through all that waits.

Revision: 0035, after 0033
"""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index of waiting work by kind."""
    op.create_index("ix_job_next_of_kind", "job", ["kind", "state", "run_after", "id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_job_next_of_kind", "job")
