"""Figures by county and managing body in a snapshot, kept with it; unsigned names found at once.

Revision: 0058, after 0057
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must mean the same for ever.
SAY = "a snapshot is never changed"
SQLITE = tuple(
    f"CREATE TRIGGER snapshot_part_no_{act.lower()} BEFORE {act} ON snapshot_part "
    f"BEGIN SELECT RAISE(ABORT, '{SAY}'); END"
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    (
        "CREATE TRIGGER snapshot_part_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON snapshot_part FOR EACH STATEMENT EXECUTE FUNCTION snapshot_refuse()"
    ),
)
COUNTS = (
    *("names", "names_verified", "requirements", "requirements_verified"),
    *("signs", "signs_verified", "present_invalid"),
)
OF_NAMES = (
    *("in_scope", "in_scope * signed", "positions", "positions_verified"),
    *("signs", "signs_verified", "present_invalid"),
)
OF_HERITAGE = (
    *("0", "0", "heritage_positions", "heritage_positions_verified"),
    *("heritage_signs", "heritage_signs_verified", "heritage_present_invalid"),
)
#: How it is split → the column that tells the parts apart, and what a part is called.
SPLITS = {"county": ("county_id", "MAX(county)"), "body": ("managing_body", "managing_body")}


def upgrade() -> None:
    """Go forward: the figures of the snapshots that are there come from their lines."""
    op.create_table(
        "snapshot_part",
        sa.Column("snapshot_id", sa.String(length=16), nullable=False),
        sa.Column("split", sa.String(length=8), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["rate_snapshot.id"],
            name=op.f("fk_snapshot_part_snapshot_id_rate_snapshot"),
        ),
        sa.PrimaryKeyConstraint(
            "snapshot_id", "split", "part", "stratum", name=op.f("pk_snapshot_part")
        ),
    )
    some = f"HAVING SUM({' + '.join(OF_HERITAGE)}) > 0"
    for split in SPLITS:
        op.execute(_summed(split, "stratum", OF_NAMES, ""))
        op.execute(_summed(split, "'heritage'", OF_HERITAGE, some))
    where = sa.text("in_scope = 1 AND signed = 0")
    op.create_index(
        "ix_snapshot_line_unsigned",
        "snapshot_line",
        ["snapshot_id", "stratum", "place_id"],
        sqlite_where=where,
        postgresql_where=where,
    )
    engine = op.get_bind().dialect.name
    for statement in SQLITE if engine == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _summed(split: str, stratum: str, numbers: tuple[str, ...], having: str) -> str:
    """Names are those of this file."""
    sums = ", ".join(f"SUM({one})" for one in numbers)
    part, name = SPLITS[split]
    keys = f"snapshot_id, {part}" + (", stratum" if stratum == "stratum" else "")
    return (
        "INSERT INTO snapshot_part "  # noqa: S608
        f"(snapshot_id, split, part, stratum, name, {', '.join(COUNTS)}) "
        f"SELECT snapshot_id, '{split}', {part}, {stratum}, {name}, {sums} "
        f"FROM snapshot_line GROUP BY {keys} {having}"
    )


def downgrade() -> None:
    """Go back; the triggers go with their table."""
    op.drop_index("ix_snapshot_line_unsigned", "snapshot_line")
    op.drop_table("snapshot_part")
