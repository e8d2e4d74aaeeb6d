"""Doorplates have codes, proofs in batches, orders to makers; anybody may tell what is wrong.

Revision: 0046, after 0045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
OUTCOMES = "('waiting', 'approved', 'returned', 'withdrawn')"


def upgrade() -> None:
    """Go forward."""
    op.create_index(op.f("ix_doorplate_division_id"), "doorplate", ["division_id"])
    op.create_table(
        "doorplate_code",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("doorplate_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["doorplate_id"],
            ["doorplate.id"],
            name=op.f("fk_doorplate_code_doorplate_id_doorplate"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_doorplate_code")),
        sa.UniqueConstraint("doorplate_id", name=op.f("uq_doorplate_code_doorplate_id")),
    )
    _batches()
    with op.batch_alter_table("maker_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("doorplate_batch_id", sa.String(length=16), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_maker_order_doorplate_batch_id_doorplate_batch"),
            "doorplate_batch",
            ["doorplate_batch_id"],
            ["id"],
        )
    where = sa.text("cancelled_at IS NULL")
    op.create_index(
        "uq_maker_order_doorplate_batch",
        "maker_order",
        ["doorplate_batch_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
    with op.batch_alter_table("sign_hint", schema=None) as batch_op:
        batch_op.alter_column("sign_id", existing_type=sa.String(length=16), nullable=True)
        batch_op.add_column(sa.Column("doorplate_id", sa.String(length=16), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_sign_hint_doorplate_id_doorplate"), "doorplate", ["doorplate_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_sign_hint_about"), "(sign_id IS NULL) <> (doorplate_id IS NULL)"
        )
        batch_op.create_index(
            op.f("ix_sign_hint_doorplate_id_settled_at"), ["doorplate_id", "settled_at"]
        )


def _batches() -> None:
    op.create_table(
        "doorplate_batch",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_at", UTC, nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name=op.f("ck_doorplate_batch_outcome")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (outcome = 'waiting')", name=op.f("ck_doorplate_batch_decided")
        ),
        sa.CheckConstraint(
            "made_on IS NULL OR outcome = 'approved'", name=op.f("ck_doorplate_batch_made")
        ),
        sa.ForeignKeyConstraint(
            ["format_id"],
            ["sign_format.id"],
            name=op.f("fk_doorplate_batch_format_id_sign_format"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doorplate_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_doorplate_batch_number")),
    )
    op.create_table(
        "doorplate_batch_item",
        sa.Column("batch_id", sa.String(length=16), nullable=False),
        sa.Column("doorplate_id", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("road", sa.String(length=120), nullable=False),
        sa.Column("roman", sa.String(length=160), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name=op.f("ck_doorplate_batch_item_outcome")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["doorplate_batch.id"],
            name=op.f("fk_doorplate_batch_item_batch_id_doorplate_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["doorplate_id"],
            ["doorplate.id"],
            name=op.f("fk_doorplate_batch_item_doorplate_id_doorplate"),
        ),
        sa.PrimaryKeyConstraint("batch_id", "doorplate_id", name=op.f("pk_doorplate_batch_item")),
        sa.UniqueConstraint("batch_id", "turn", name=op.f("uq_doorplate_batch_item_batch_id_turn")),
    )
    where = sa.text("live")
    op.create_index(
        "uq_doorplate_batch_item_live",
        "doorplate_batch_item",
        ["doorplate_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Go back; what anybody told of doorplates goes, as nothing says any more what it is about."""
    op.execute(sa.text("DELETE FROM sign_hint WHERE sign_id IS NULL"))
    with op.batch_alter_table("sign_hint", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_sign_hint_doorplate_id_settled_at"))
        batch_op.drop_constraint(op.f("ck_sign_hint_about"), type_="check")
        batch_op.drop_constraint(op.f("fk_sign_hint_doorplate_id_doorplate"), type_="foreignkey")
        batch_op.drop_column("doorplate_id")
        batch_op.alter_column("sign_id", existing_type=sa.String(length=16), nullable=False)
    op.drop_index("uq_maker_order_doorplate_batch", table_name="maker_order")
    op.execute(sa.text("DELETE FROM maker_order WHERE doorplate_batch_id IS NOT NULL"))
    with op.batch_alter_table("maker_order", schema=None) as batch_op:
        batch_op.drop_constraint(
            op.f("fk_maker_order_doorplate_batch_id_doorplate_batch"), type_="foreignkey"
        )
        batch_op.drop_column("doorplate_batch_id")
    op.drop_table("doorplate_batch_item")
    op.drop_table("doorplate_batch")
    op.drop_table("doorplate_code")
    op.drop_index(op.f("ix_doorplate_division_id"), table_name="doorplate")
