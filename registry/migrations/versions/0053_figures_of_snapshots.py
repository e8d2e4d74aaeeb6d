"""Figures of each kind in a snapshot, kept and unchangeable as its lines; findings with a due day.

Revision: 0053, after 0052
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must mean the same for ever.
SAY = "a snapshot is never changed"
SQLITE = tuple(
    f"CREATE TRIGGER snapshot_figure_no_{act.lower()} BEFORE {act} ON snapshot_figure "
    f"BEGIN SELECT RAISE(ABORT, '{SAY}'); END"
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    (
        "CREATE TRIGGER snapshot_figure_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON snapshot_figure FOR EACH STATEMENT EXECUTE FUNCTION snapshot_refuse()"
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


def upgrade() -> None:
    """Go forward: the figures of the snapshots that are there come from their lines."""
    op.create_table(
        "snapshot_figure",
        sa.Column("snapshot_id", sa.String(length=16), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["rate_snapshot.id"],
            name=op.f("fk_snapshot_figure_snapshot_id_rate_snapshot"),
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "stratum", name=op.f("pk_snapshot_figure")),
    )
    # Added in place: rebuilding a table on SQLite would drop the triggers that count it.
    op.add_column("place_finding", sa.Column("due_on", sa.Date(), nullable=True))
    op.execute(_summed("stratum", OF_NAMES, ""))
    op.execute(_summed("'heritage'", OF_HERITAGE, f"HAVING SUM({' + '.join(OF_HERITAGE)}) > 0"))
    engine = op.get_bind().dialect.name
    for statement in SQLITE if engine == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _summed(stratum: str, numbers: tuple[str, ...], having: str) -> str:
    """Names are those of this file."""
    sums = ", ".join(f"SUM({one})" for one in numbers)
    key = "snapshot_id, stratum" if stratum == "stratum" else "snapshot_id"
    return (
        f"INSERT INTO snapshot_figure (snapshot_id, stratum, {', '.join(COUNTS)}) "  # noqa: S608
        f"SELECT snapshot_id, {stratum}, {sums} FROM snapshot_line GROUP BY {key} {having}"
    )


def downgrade() -> None:
    """Go back; the triggers go with their table."""
    op.drop_column("place_finding", "due_on")
    op.drop_table("snapshot_figure")
