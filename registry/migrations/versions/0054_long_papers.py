"""Proof sheets of doorplates are kept; arrows of faces and the colour of letters are.

Revision: 0054, after 0053
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "doorplate_batch",
        sa.Column("sheet_sha256", sa.String(length=64), server_default="", nullable=False),
    )
    op.add_column(
        "sign_face", sa.Column("arrows", sa.String(length=8), server_default="", nullable=False)
    )
    op.add_column(
        "sign", sa.Column("colour_text", sa.String(length=40), server_default="", nullable=False)
    )
    op.create_index(op.f("ix_doorplate_batch_sheet_sha256"), "doorplate_batch", ["sheet_sha256"])


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_doorplate_batch_sheet_sha256"), table_name="doorplate_batch")
    op.drop_column("sign", "colour_text")
    op.drop_column("sign_face", "arrows")
    op.drop_column("doorplate_batch", "sheet_sha256")
