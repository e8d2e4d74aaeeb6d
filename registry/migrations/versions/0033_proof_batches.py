"""Formats of faces, batches of proofs for a second person, frozen orders to makers.

Revision: 0033, after 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0030"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def _row() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
    ]


def _formats() -> None:
    op.create_table(
        "sign_format",
        *_row(),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("sign_type", sa.String(length=20), nullable=False),
        sa.Column("layout", sa.String(length=12), nullable=False),
        sa.Column("width_mm", sa.Float(), nullable=False),
        sa.Column("height_mm", sa.Float(), nullable=False),
        sa.Column("rim_mm", sa.Float(), nullable=False),
        sa.Column("qr_mm", sa.Float(), nullable=False),
        sa.Column("material", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "layout IN ('name', 'building', 'door_large', 'door_small')",
            name=op.f("ck_sign_format_layout"),
        ),
        sa.CheckConstraint("width_mm > 0 AND height_mm > 0", name=op.f("ck_sign_format_measures")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_sign_format_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_format")),
        sa.UniqueConstraint("code", "edition", name=op.f("uq_sign_format_code_edition")),
    )
    op.create_table(
        "sign_face",
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("format_id", sa.String(length=16), nullable=True),
        sa.Column("text_minority", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["sign_id"], ["sign.id"], name=op.f("fk_sign_face_sign_id_sign")),
        sa.ForeignKeyConstraint(
            ["format_id"], ["sign_format.id"], name=op.f("fk_sign_face_format_id_sign_format")
        ),
        sa.PrimaryKeyConstraint("sign_id", name=op.f("pk_sign_face")),
    )


def _batches() -> None:
    op.create_table(
        "proof_batch",
        *_row(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_proof_batch_number")),
    )
    op.create_table(
        "proof_batch_item",
        sa.Column("batch_id", sa.String(length=16), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_at", UTC, nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('waiting', 'approved', 'returned', 'withdrawn')",
            name=op.f("ck_proof_batch_item_outcome"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (outcome = 'waiting')", name=op.f("ck_proof_batch_item_decided")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["proof_batch.id"], name=op.f("fk_proof_batch_item_batch_id_proof_batch")
        ),
        sa.ForeignKeyConstraint(
            ["sign_id"], ["sign.id"], name=op.f("fk_proof_batch_item_sign_id_sign")
        ),
        sa.PrimaryKeyConstraint("batch_id", "sign_id", name=op.f("pk_proof_batch_item")),
    )
    op.create_index(
        op.f("ix_proof_batch_item_sign_id_outcome"), "proof_batch_item", ["sign_id", "outcome"]
    )


def _orders() -> None:
    op.create_table(
        "maker_order",
        *_row(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("maker", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("csv_sha256", sa.String(length=64), nullable=False),
        sa.Column("cancelled_at", UTC, nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason = '')", name=op.f("ck_maker_order_cancelled")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maker_order")),
        sa.UniqueConstraint("number", name=op.f("uq_maker_order_number")),
    )
    for column in ("pdf_sha256", "csv_sha256"):
        op.create_index(op.f(f"ix_maker_order_{column}"), "maker_order", [column])
    op.create_table(
        "maker_order_item",
        sa.Column("order_id", sa.String(length=16), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["maker_order.id"], name=op.f("fk_maker_order_item_order_id_maker_order")
        ),
        sa.ForeignKeyConstraint(
            ["sign_id"], ["sign.id"], name=op.f("fk_maker_order_item_sign_id_sign")
        ),
        sa.PrimaryKeyConstraint("order_id", "sign_id", name=op.f("pk_maker_order_item")),
    )
    op.create_index(
        "uq_maker_order_item_live",
        "maker_order_item",
        ["sign_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def upgrade() -> None:
    """Go forward."""
    _formats()
    _batches()
    _orders()


def downgrade() -> None:
    """Go back."""
    for table in (
        "maker_order_item",
        "maker_order",
        "proof_batch_item",
        "proof_batch",
        "sign_face",
        "sign_format",
    ):
        op.drop_table(table)
