"""What anybody tells of a sign by its code; what recounts found; sums of counters as pages show them.

Revision: 0041, after 0040
"""

# ruff: noqa: S608, ISC004 - every part of a statement is a constant of this file
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
KINDS = (
    *("wrong_text", "wrong_spelling", "damaged", "covered"),
    *("missing", "elsewhere", "story", "other"),
)
OUTCOMES = ("sent", "corrected", "referred", "nothing_wrong", "unusable")
# Written out, not imported: a migration must mean the same for ever.
COUNTERS = ("names", "located", "verified", "claimed", "faulty", "required")
#: A path is ids of sixteen characters, each after a stroke, seven of them at the most.
_ABOVE = ", ".join(f"substr(d.path, {2 + 17 * depth}, 16)" for depth in range(7))
_FROM = f"FROM division AS d JOIN division AS a ON a.id IN ({_ABOVE})"


class _Carried:
    """A table that a trigger keeps as the sums of another, by fewer keys."""

    def __init__(
        self, source: str, table: str, keys: tuple[str, ...], numbers: tuple[str, ...]
    ) -> None:
        self.source, self.table, self.keys, self.numbers = source, table, keys, numbers

    def rows(self, row: str, numbers: list[str]) -> str:
        """What one changed row brings: the keys and the changes of the numbers."""
        return f"SELECT {', '.join(f'{row}.{key}' for key in self.keys)}, {', '.join(numbers)}"

    def condition(self, row: str) -> str:
        """Which rows of the source are carried."""
        return f"{row}.{self.keys[0]} IS NOT NULL"

    def fill(self) -> str:
        """Everything that is there already."""
        sums = ", ".join(f"SUM({name})" for name in self.numbers)
        keys = ", ".join(self.keys)
        return (
            f"INSERT INTO {self.table} ({keys}, {', '.join(self.numbers)}) "
            f"SELECT {keys}, {sums} FROM {self.source} GROUP BY {keys}"
        )

    def triggers(self, is_lite: bool) -> list[str]:
        """Insert, update and delete of the source, in its own statement."""
        found: list[str] = []
        for act, row, numbers in (
            ("insert", "NEW", [f"NEW.{name}" for name in self.numbers]),
            ("update", "NEW", [f"NEW.{name} - OLD.{name}" for name in self.numbers]),
            ("delete", "OLD", [f"-OLD.{name}" for name in self.numbers]),
        ):
            name, when = f"{self.table}_{act}", f"WHEN ({self.condition(row)})"
            sums = ", ".join(f"{one} = {self.table}.{one} + excluded.{one}" for one in self.numbers)
            keys = ", ".join(self.keys)
            # Without its WHERE, SQLite would read ON CONFLICT as the condition of a join.
            body = (
                f"INSERT INTO {self.table} ({keys}, {', '.join(self.numbers)}) "
                f"{self.rows(row, numbers)} WHERE {self.matches(row)} "
                f"ON CONFLICT ({keys}) DO UPDATE SET {sums}"
            )
            if is_lite:
                found.append(
                    f"CREATE TRIGGER {name} AFTER {act} ON {self.source} {when} BEGIN {body}; END"
                )
                continue
            found += [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {body}; RETURN NULL; END $$",
                f"CREATE TRIGGER {name} AFTER {act} ON {self.source} "
                f"FOR EACH ROW {when} EXECUTE FUNCTION {name}()",
            ]
        return found

    def matches(self, _row: str) -> str:
        """What else holds of the rows that `rows` selects."""
        return "1 = 1"

    def drop(self, is_lite: bool) -> list[str]:
        """The triggers gone; the table itself is dropped by its name."""
        found: list[str] = []
        for act in ("insert", "update", "delete"):
            name = f"{self.table}_{act}"
            found.append(f"DROP TRIGGER {name}" + ("" if is_lite else f" ON {self.source}"))
            if not is_lite:
                found.append(f"DROP FUNCTION {name}()")
        return found


class _Below(_Carried):
    """Names of a division, carried to itself and to each division above it."""

    def rows(self, row: str, numbers: list[str]) -> str:
        return f"SELECT a.id, {row}.stratum, {', '.join(numbers)} {_FROM}"

    def matches(self, row: str) -> str:
        return f"d.id = {row}.scope_id"

    def condition(self, row: str) -> str:
        return f"{row}.scope = 'division'"

    def fill(self) -> str:
        sums = ", ".join(f"SUM(t.{name})" for name in self.numbers)
        return (
            f"INSERT INTO {self.table} ({', '.join((*self.keys, *self.numbers))}) "
            f"SELECT a.id, t.stratum, {sums} {_FROM} JOIN name_tally AS t ON t.scope_id = d.id "
            "WHERE t.scope = 'division' GROUP BY a.id, t.stratum"
        )


FLOWS = ("entered", "left_scope", "gained", "lost")
CARRIED = (
    _Below("name_tally", "name_below", ("division_id", "stratum"), COUNTERS),
    _Carried("name_week", "name_line", ("stratum", "week"), FLOWS),
    _Carried("reporter_week", "verdict_week", ("week",), ("accepted", "returned")),
)
_KEYS = {
    "division_id": sa.String(length=16),
    "stratum": sa.String(length=20),
    "week": sa.Date(),
}


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
    is_lite = op.get_bind().dialect.name == "sqlite"
    for one in CARRIED:
        op.create_table(
            one.table,
            *(sa.Column(key, _KEYS[key], nullable=False) for key in one.keys),
            *(sa.Column(name, sa.Integer(), nullable=False) for name in one.numbers),
            sa.PrimaryKeyConstraint(*one.keys, name=op.f(f"pk_{one.table}")),
        )
        for statement in (one.fill(), *one.triggers(is_lite)):
            op.execute(sa.text(statement))
    op.create_index(
        "ix_reporter_week_whole",
        "reporter_week",
        ["week", "reporter_id", "accepted", "returned"],
    )


def downgrade() -> None:
    """Go back."""
    is_lite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_reporter_week_whole", "reporter_week")
    for one in CARRIED:
        for statement in one.drop(is_lite):
            op.execute(statement)
        op.drop_table(one.table)
    op.drop_table("coverage_recount")
    op.drop_table("sign_hint")
