"""What phones still keep, as they last said.

Revision: 0012, after 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "field_phone",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.Column("oldest_saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skew_s", sa.Integer(), nullable=False),
        sa.Column("persisted", sa.Boolean(), nullable=True),
        sa.Column("app", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unsent >= 0", name=op.f("ck_field_phone_unsent")),
        sa.CheckConstraint(
            "unsent = 0 OR oldest_saved_at IS NOT NULL", name=op.f("ck_field_phone_oldest")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_field_phone_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_phone")),
        sa.UniqueConstraint(
            "device_id", "person_id", name=op.f("uq_field_phone_device_id_person_id")
        ),
    )
    with op.batch_alter_table("field_phone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_field_phone_division_path_oldest_saved_at"),
            ["division_path", "oldest_saved_at"],
            unique=False,
        )


def downgrade() -> None:
    """Go back."""
    op.drop_table("field_phone")
