"""Work orders of crews: positions in their order of visit, each with one crew at a time.

Revision: 0015, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "work_order",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("crew_id", sa.String(length=16), nullable=False),
        sa.Column("crew_name", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("start_lon", sa.Float(), nullable=True),
        sa.Column("start_lat", sa.Float(), nullable=True),
        sa.Column("cancelled_at", UTC, nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason = '')", name=op.f("ck_work_order_cancelled")
        ),
        sa.CheckConstraint(
            "(start_lon IS NULL) = (start_lat IS NULL)", name=op.f("ck_work_order_start")
        ),
        sa.ForeignKeyConstraint(
            ["crew_id"], ["person.id"], name=op.f("fk_work_order_crew_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order")),
        sa.UniqueConstraint("number", name=op.f("uq_work_order_number")),
    )
    op.create_index(
        op.f("ix_work_order_crew_id_cancelled_at"), "work_order", ["crew_id", "cancelled_at"]
    )
    op.create_table(
        "work_order_item",
        sa.Column("order_id", sa.String(length=16), nullable=False),
        sa.Column("requirement_id", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["work_order.id"], name=op.f("fk_work_order_item_order_id_work_order")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["sign_requirement.id"],
            name=op.f("fk_work_order_item_requirement_id_sign_requirement"),
        ),
        sa.PrimaryKeyConstraint("order_id", "requirement_id", name=op.f("pk_work_order_item")),
    )
    op.create_index(
        op.f("ix_work_order_item_requirement_id"), "work_order_item", ["requirement_id"]
    )
    op.create_index(
        "uq_work_order_item_live",
        "work_order_item",
        ["requirement_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("work_order_item")
    op.drop_table("work_order")
