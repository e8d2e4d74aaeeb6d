"""A report may bring a photo of how the spot looked before, and one of the printed code.

Revision: 0024, after 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TABLES = ("declared_photo", "report_photo")


def _allow(roles: str) -> None:
    for table in _TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
            batch_op.create_check_constraint(
                op.f(f"ck_{table}_role"), sa.text(f"role IN ({roles})")
            )


def upgrade() -> None:
    """Go forward."""
    _allow("'near', 'far', 'before', 'code'")


def downgrade() -> None:
    """Go back; the added photos stay with their bytes, no report points at them any more."""
    for table in _TABLES:
        rows = sa.table(table, sa.column("role"))
        op.execute(sa.delete(rows).where(rows.c.role.in_(["before", "code"])))
    _allow("'near', 'far'")
