"""Snapshots of coverage that nobody can change or delete, and dates by which 100 % is due.

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
# Written out, not imported: a migration must mean the same for ever.
SAY = "a snapshot is never changed"
FROZEN = ("rate_snapshot", "snapshot_line")
SQLITE = tuple(
    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{SAY}'); END"
    for table in FROZEN
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    (
        "CREATE FUNCTION snapshot_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAY}'; END $$"
    ),
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION snapshot_refuse()"
        for table in FROZEN
    ),
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "coverage_target",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("set_by_name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_target")),
    )
    with op.batch_alter_table("coverage_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_target_stratum"), ["stratum"], unique=False)

    op.create_table(
        "rate_snapshot",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken_at", UTC, nullable=False),
        sa.Column("taken_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("definition_edition", sa.String(length=20), nullable=False),
        sa.Column("rule_set_id", sa.String(length=16), nullable=True),
        sa.Column("rule_set_label", sa.String(length=240), nullable=False),
        sa.Column("rule_set_sha256", sa.String(length=64), nullable=False),
        sa.Column("exemptions", sa.JSON(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("names", sa.Integer(), nullable=False),
        sa.Column("csv_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_set_id"],
            ["placement_rule_set.id"],
            name=op.f("fk_rate_snapshot_rule_set_id_placement_rule_set"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_snapshot")),
        sa.UniqueConstraint("number", name=op.f("uq_rate_snapshot_number")),
    )
    op.create_table(
        "snapshot_line",
        sa.Column("snapshot_id", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("county_code", sa.String(length=12), nullable=False),
        sa.Column("county", sa.String(length=120), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("division", sa.String(length=200), nullable=False),
        sa.Column("managing_body", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("in_scope", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("positions_verified", sa.Integer(), nullable=False),
        sa.Column("positions_exempt", sa.Integer(), nullable=False),
        sa.Column("signs", sa.Integer(), nullable=False),
        sa.Column("signs_verified", sa.Integer(), nullable=False),
        sa.Column("present_invalid", sa.Integer(), nullable=False),
        sa.Column("heritage_positions", sa.Integer(), nullable=False),
        sa.Column("heritage_positions_verified", sa.Integer(), nullable=False),
        sa.Column("heritage_signs", sa.Integer(), nullable=False),
        sa.Column("heritage_signs_verified", sa.Integer(), nullable=False),
        sa.Column("heritage_present_invalid", sa.Integer(), nullable=False),
        sa.Column("position_ids", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "in_scope IN (0, 1) AND signed IN (0, 1)", name=op.f("ck_snapshot_line_flags")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_snapshot_line_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["rate_snapshot.id"],
            name=op.f("fk_snapshot_line_snapshot_id_rate_snapshot"),
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "place_id", name=op.f("pk_snapshot_line")),
    )
    with op.batch_alter_table("snapshot_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshot_line_place_id"), ["place_id"], unique=False)
    engine = op.get_bind().dialect.name
    for statement in SQLITE if engine == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Go back; the triggers go with their tables."""
    op.drop_table("snapshot_line")
    op.drop_table("rate_snapshot")
    op.drop_table("coverage_target")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION snapshot_refuse()")
