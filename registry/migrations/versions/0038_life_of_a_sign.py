"""Samples for re-inspection; who keeps signs and when they are due; neighbours; findings.

Revision: 0038, after 0037
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
TRAFFIC = "family = 'traffic'"
UNOWNED = "owner = '' OR maintainer = ''"


def _kept() -> list[sa.Column]:
    return [
        sa.Column("owner", sa.String(length=120), server_default="", nullable=False),
        sa.Column("maintainer", sa.String(length=120), server_default="", nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("warranty_to", sa.Date(), nullable=True),
        sa.Column("cost_fen", sa.Integer(), nullable=True),
        sa.Column("next_check_on", sa.Date(), nullable=True),
        sa.Column("next_check_by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
    ]


def _row() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
    ]


def _samples() -> None:
    op.create_table(
        "sign_sample",
        *_row(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("division_name", sa.String(length=60), nullable=False),
        sa.Column("managing_body", sa.String(length=120), nullable=False),
        sa.Column("by_county", sa.Boolean(), nullable=False),
        sa.Column("half_width", sa.Float(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("frame_sha256", sa.String(length=64), nullable=False),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("drawn_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("closed_at", UTC, nullable=True),
        sa.Column("closed_by_name", sa.String(length=120), nullable=False),
        sa.Column("cancelled_at", UTC, nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason = '')", name=op.f("ck_sign_sample_cancelled")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_sign_sample_one_end")
        ),
        sa.CheckConstraint(
            "size > 0 AND size <= frame_size AND frame_size <= positions",
            name=op.f("ck_sign_sample_sizes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_sample")),
        sa.UniqueConstraint("number", name=op.f("uq_sign_sample_number")),
    )
    op.create_index(op.f("ix_sign_sample_frame_sha256"), "sign_sample", ["frame_sha256"])


def _units() -> None:
    op.create_table(
        "sample_unit",
        sa.Column("sample_id", sa.String(length=16), nullable=False),
        sa.Column("requirement_id", sa.String(length=16), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("report_id", sa.String(length=16), nullable=True),
        sa.Column("unreachable_at", UTC, nullable=True),
        sa.Column("unreachable_by_name", sa.String(length=120), nullable=False),
        sa.Column("unreachable_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "outcome = '' OR outcome IN ('right', 'wrong', 'blank', 'damaged', 'missing', "
            "'unreachable', 'gone', 'waiting')",
            name=op.f("ck_sample_unit_outcome"),
        ),
        sa.CheckConstraint(
            "(unreachable_at IS NULL) = (unreachable_reason = '')",
            name=op.f("ck_sample_unit_unreachable"),
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sign_sample.id"], name=op.f("fk_sample_unit_sample_id_sign_sample")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["sign_requirement.id"],
            name=op.f("fk_sample_unit_requirement_id_sign_requirement"),
        ),
        sa.ForeignKeyConstraint(["sign_id"], ["sign.id"], name=op.f("fk_sample_unit_sign_id_sign")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["field_report.id"], name=op.f("fk_sample_unit_report_id_field_report")
        ),
        sa.PrimaryKeyConstraint("sample_id", "requirement_id", name=op.f("pk_sample_unit")),
    )
    op.create_index(op.f("ix_sample_unit_sign_id"), "sample_unit", ["sign_id"])


def _keeping() -> None:
    op.create_table(
        "check_interval",
        sa.Column("sign_type", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("set_at", UTC, nullable=False),
        sa.Column("set_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "sign_type IN ('street', 'lane', 'village', 'area', 'natural', 'boundary', "
            "'facility', 'heritage')",
            name=op.f("ck_check_interval_sign_type"),
        ),
        sa.CheckConstraint("days BETWEEN 30 AND 3650", name=op.f("ck_check_interval_days")),
        sa.PrimaryKeyConstraint("sign_type", name=op.f("pk_check_interval")),
    )
    # Added one by one and not in a batch, which would drop the triggers of 0014 on SQLite.
    for column in _kept():
        op.add_column("sign", column)
    op.create_index(op.f("ix_sign_next_check_on_id"), "sign", ["next_check_on", "id"])
    op.create_index(
        "ix_sign_unowned",
        "sign",
        ["id"],
        sqlite_where=sa.text(UNOWNED),
        postgresql_where=sa.text(UNOWNED),
    )


def _neighbours() -> None:
    op.create_table(
        "sign_disagreement",
        sa.Column("traffic_sign_id", sa.String(length=16), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("party", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("texts_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "step IN ('referred', 'ours', 'both_stand', 'corrected')",
            name=op.f("ck_sign_disagreement_step"),
        ),
        sa.CheckConstraint(
            "step <> 'referred' OR party <> ''", name=op.f("ck_sign_disagreement_party")
        ),
        sa.ForeignKeyConstraint(
            ["traffic_sign_id"], ["sign.id"], name=op.f("fk_sign_disagreement_traffic_sign_id_sign")
        ),
        sa.ForeignKeyConstraint(
            ["sign_id"], ["sign.id"], name=op.f("fk_sign_disagreement_sign_id_sign")
        ),
        sa.PrimaryKeyConstraint("traffic_sign_id", "sign_id", name=op.f("pk_sign_disagreement")),
    )
    op.create_index(op.f("ix_sign_disagreement_sign_id"), "sign_disagreement", ["sign_id"])
    op.create_index(
        "ix_sign_traffic",
        "sign",
        ["id"],
        sqlite_where=sa.text(TRAFFIC),
        postgresql_where=sa.text(TRAFFIC),
    )


def _findings() -> None:
    op.create_table(
        "place_finding",
        *_row(),
        sa.Column("finding_key", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=True),
        sa.Column("other_id", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("other_name", sa.String(length=60), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.String(length=1000), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.Column("raised_by_name", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("assignee_id", sa.String(length=16), nullable=True),
        sa.Column("assignee_name", sa.String(length=120), nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("ended_by_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unsigned', 'unnamed', 'many_names', 'shared_name', 'mismatch')",
            name=op.f("ck_place_finding_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'taken', 'resolved', 'dismissed')",
            name=op.f("ck_place_finding_status"),
        ),
        sa.CheckConstraint(
            "kind = 'unnamed' OR place_id IS NOT NULL", name=op.f("ck_place_finding_place")
        ),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_place_finding_position")),
        sa.CheckConstraint(
            "status <> 'taken' OR assignee_id IS NOT NULL", name=op.f("ck_place_finding_assignee")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (status IN ('open', 'taken'))",
            name=op.f("ck_place_finding_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_finding_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["place.id"], name=op.f("fk_place_finding_other_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["division.id"], name=op.f("fk_place_finding_county_id_division")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_finding")),
        sa.UniqueConstraint("finding_key", name=op.f("uq_place_finding_finding_key")),
    )
    op.create_index(op.f("ix_place_finding_place_id"), "place_finding", ["place_id"])
    op.create_index(
        op.f("ix_place_finding_status_created_at_id"),
        "place_finding",
        ["status", "created_at", "id"],
    )


def upgrade() -> None:
    """Go forward."""
    _samples()
    _units()
    _keeping()
    _neighbours()
    _findings()


def downgrade() -> None:
    """Go back."""
    op.drop_table("place_finding")
    op.drop_index("ix_sign_traffic", table_name="sign")
    op.drop_table("sign_disagreement")
    op.drop_index("ix_sign_unowned", table_name="sign")
    op.drop_index(op.f("ix_sign_next_check_on_id"), table_name="sign")
    for column in reversed(_kept()):
        op.drop_column("sign", column.name)
    op.drop_table("check_interval")
    op.drop_table("sample_unit")
    op.drop_table("sign_sample")
