"""What anybody tells of a sign by its code; what each nightly recount of coverage found.

Revision: 0041, after 0039
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
KINDS = (
    *("wrong_text", "wrong_spelling", "damaged", "covered"),
    *("missing", "elsewhere", "story", "other"),
)
OUTCOMES = ("sent", "corrected", "referred", "nothing_wrong", "unusable")


def _among(column: str, values: tuple[str, ...]) -> str:
    quoted = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({quoted})"


def _shared() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
    )


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "sign_hint",
        *_shared(),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("settled_at", UTC, nullable=True),
        sa.Column("settled_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(_among("kind", KINDS), name=op.f("ck_sign_hint_kind")),
        sa.CheckConstraint(
            f"outcome = '' OR {_among('outcome', OUTCOMES)}", name=op.f("ck_sign_hint_outcome")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (outcome = '')", name=op.f("ck_sign_hint_settled")
        ),
        sa.CheckConstraint("distance_m >= 0", name=op.f("ck_sign_hint_distance")),
        sa.ForeignKeyConstraint(["sign_id"], ["sign.id"], name=op.f("fk_sign_hint_sign_id_sign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_hint")),
        sa.UniqueConstraint("receipt", name=op.f("uq_sign_hint_receipt")),
    )
    op.create_index(op.f("ix_sign_hint_sign_id_settled_at"), "sign_hint", ["sign_id", "settled_at"])
    op.create_index(
        op.f("ix_sign_hint_outcome_created_at_id"), "sign_hint", ["outcome", "created_at", "id"]
    )
    op.create_table(
        "coverage_recount",
        *_shared(),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.CheckConstraint("differing >= 0", name=op.f("ck_coverage_recount_differing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_recount")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("coverage_recount")
    op.drop_table("sign_hint")
