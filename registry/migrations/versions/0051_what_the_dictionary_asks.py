"""What the dictionary asks of positions and signs: side, urgency, who sees to it, how it is built.

Revision: 0051, after 0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

EXEMPT = "status = 'exempt'"


def _text(name: str, length: int, default: str = "") -> sa.Column:
    return sa.Column(name, sa.String(length=length), server_default=default, nullable=False)


def _of_positions() -> list[sa.Column]:
    return [
        _text("side", 40),
        _text("priority", 8, "normal"),
        _text("responsible_org", 120),
        _text("body_type", 40),
    ]


def _of_signs() -> list[sa.Column]:
    return [
        _text("body_type", 120),
        _text("material", 120),
        sa.Column("reflective", sa.Boolean(), nullable=True),
        sa.Column("lit", sa.Boolean(), nullable=True),
        _text("installer", 120),
        sa.Column("handover_on", sa.Date(), nullable=True),
    ]


def upgrade() -> None:
    """Go forward."""
    for column in _of_positions():
        op.add_column("sign_requirement", column)
    for column in _of_signs():
        op.add_column("sign", column)
    op.create_index(
        op.f("ix_sign_requirement_created_at_id"), "sign_requirement", ["created_at", "id"]
    )
    op.create_index(
        "ix_sign_requirement_exempt",
        "sign_requirement",
        ["created_at", "id"],
        sqlite_where=sa.text(EXEMPT),
        postgresql_where=sa.text(EXEMPT),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_sign_requirement_exempt", table_name="sign_requirement")
    op.drop_index(op.f("ix_sign_requirement_created_at_id"), table_name="sign_requirement")
    for column in reversed(_of_signs()):
        op.drop_column("sign", column.name)
    for column in reversed(_of_positions()):
        op.drop_column("sign_requirement", column.name)
