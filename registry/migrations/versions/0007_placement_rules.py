"""Placement rules with their editions, what they propose, and which rule asked for a position.

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
# Both engines add a column with its reference this way; a rebuilt table would lose its checks.
REFERENCE = (
    "ALTER TABLE sign_requirement ADD COLUMN rule_set_id VARCHAR(16) "
    "CONSTRAINT fk_sign_requirement_rule_set_id_placement_rule_set "
    "REFERENCES placement_rule_set (id)"
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "placement_rule_set",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("supersedes_id", sa.String(length=16), nullable=True),
        sa.Column("adopted_at", UTC, nullable=True),
        sa.Column("adopted_by_name", sa.String(length=120), nullable=False),
        sa.Column("retired_at", UTC, nullable=True),
        sa.CheckConstraint(
            "retired_at IS NULL OR adopted_at IS NOT NULL",
            name=op.f("ck_placement_rule_set_adopted_first"),
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["placement_rule_set.id"],
            name=op.f("fk_placement_rule_set_supersedes_id_placement_rule_set"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_rule_set")),
        sa.UniqueConstraint("code", "edition", name=op.f("uq_placement_rule_set_code_edition")),
    )
    op.create_table(
        "placement_check",
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("rule_set_id", sa.String(length=16), nullable=True),
        sa.Column("place_version", sa.Integer(), nullable=False),
        sa.Column("computed_at", UTC, nullable=False),
        sa.Column("spots", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_placement_check_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"],
            ["placement_rule_set.id"],
            name=op.f("fk_placement_check_rule_set_id_placement_rule_set"),
        ),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_placement_check")),
    )
    op.create_table(
        "placement_proposal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("place_name", sa.String(length=60), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("rule_set_id", sa.String(length=16), nullable=True),
        sa.Column("rule_key", sa.String(length=20), nullable=False),
        sa.Column("spot_key", sa.String(length=16), nullable=False),
        sa.Column("change", sa.String(length=8), nullable=False),
        sa.Column("sign_type", sa.String(length=20), nullable=False),
        sa.Column("position_role", sa.String(length=20), nullable=False),
        sa.Column("is_heritage", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("tolerance_m", sa.Float(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("requirement_id", sa.String(length=16), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("decided_at", UTC, nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "change = 'add' OR requirement_id IS NOT NULL",
            name=op.f("ck_placement_proposal_changes_something"),
        ),
        sa.CheckConstraint(
            "change IN ('add', 'move', 'drop')", name=op.f("ck_placement_proposal_change")
        ),
        sa.CheckConstraint(
            "position_role IN ('start', 'end', 'junction', 'infill', 'entrance', 'boundary', 'site')",
            name=op.f("ck_placement_proposal_position_role"),
        ),
        sa.CheckConstraint(
            "sign_type IN ('street', 'lane', 'village', 'area', 'natural', 'boundary', 'facility', 'heritage')",
            name=op.f("ck_placement_proposal_sign_type"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'exempted', 'kept', 'superseded')",
            name=op.f("ck_placement_proposal_status"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["division.id"], name=op.f("fk_placement_proposal_county_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_placement_proposal_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["sign_requirement.id"],
            name=op.f("fk_placement_proposal_requirement_id_sign_requirement"),
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"],
            ["placement_rule_set.id"],
            name=op.f("fk_placement_proposal_rule_set_id_placement_rule_set"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_proposal")),
    )
    with op.batch_alter_table("placement_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_placement_proposal_place_id"), ["place_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_proposal_requirement_id"), ["requirement_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_proposal_status_id"), ["status", "id"], unique=False
        )
    op.execute(REFERENCE)
    for name, length in (("rule_key", 20), ("spot_key", 16)):
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column("sign_requirement", column)
    for name in ("spot_lon", "spot_lat"):
        op.add_column("sign_requirement", sa.Column(name, sa.Float(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("sign_requirement", schema=None) as batch_op:
        for name in ("spot_lat", "spot_lon", "spot_key", "rule_key", "rule_set_id"):
            batch_op.drop_column(name)
    op.drop_table("placement_proposal")
    op.drop_table("placement_check")
    op.drop_table("placement_rule_set")
