"""Experts' scores, and files put under a newer edition of their programme's rules.

Revision: 0016, after 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ACTS_BEFORE = (
    "start",
    "submit",
    "forward",
    "return",
    "reject",
    "open_notice",
    "recognise",
    "withdraw",
    "suspend",
    "restore",
    "revoke",
)
ACTS_AFTER = (*ACTS_BEFORE, "change_edition")


def _acts(values: tuple[str, ...]) -> None:
    name = op.f("ck_decision_action")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(
            name, f"action IN ({', '.join(repr(value) for value in values)})"
        )


def upgrade() -> None:
    """Go forward."""
    _acts(ACTS_AFTER)
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("score", sa.Integer(), nullable=True))
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_finding_score"), "score IS NULL OR score BETWEEN 0 AND 100"
        )


def downgrade() -> None:
    """Go back; a score is lost, the verdict that followed from it stays."""
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_finding_score"), type_="check")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_column("score")
    op.execute("DELETE FROM decision WHERE action = 'change_edition'")
    _acts(ACTS_BEFORE)
