"""Positions and signs are counted by managing body too: functional zones have all four rates.

Revision: 0045, after 0044

A sign and a position say their county and kind themselves, their managing body only through their
place: the database carries both kinds of change, of theirs and of the place's.
"""

# ruff: noqa: S608, ISC004 - every part of a statement is a constant of this file
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must mean the same for ever.
FAMILIES = "('place_name', 'heritage')"
REGISTERED = "('made', 'installed_claimed', 'verified', 'wrong', 'damaged', 'missing')"
INVALID = "('wrong', 'damaged')"
KEYS = "managing_body, stratum, is_heritage"
POSITIONS = ("requirements", "requirements_verified")
SIGNS = ("signs", "signs_verified", "present_invalid")
OF_POSITION = ("place_id", "stratum", "is_heritage", "status")
OF_SIGN = ("place_id", "stratum", "is_heritage", "state", "family")


def _numbers(row: str, columns: tuple[str, ...], by: int) -> list[str]:
    """What one position or sign adds to each of its columns."""
    truths = {
        "requirements": f"{row}.status IN ('open', 'satisfied')",
        "requirements_verified": f"{row}.status = 'satisfied'",
        "signs": f"{row}.state IN {REGISTERED}",
        "signs_verified": f"{row}.state = 'verified'",
        "present_invalid": f"{row}.state IN {INVALID}",
    }
    return [f"CASE WHEN {truths[name]} THEN {by} ELSE 0 END" for name in columns]


def _add(columns: tuple[str, ...], source: str) -> str:
    both = (*POSITIONS, *SIGNS)
    given = f"INSERT INTO sign_body ({KEYS}, {', '.join(both)}) {source}"
    sums = ", ".join(f"{name} = sign_body.{name} + excluded.{name}" for name in columns)
    return f"{given} ON CONFLICT ({KEYS}) DO UPDATE SET {sums}"


def _selected(numbers: list[str], columns: tuple[str, ...]) -> str:
    """All five numbers in the order of the table: the others are 0."""
    zeros = ["0"] * (len(POSITIONS) + len(SIGNS) - len(numbers))
    return ", ".join([*numbers, *zeros] if columns is POSITIONS else [*zeros, *numbers])


def _one(row: str, columns: tuple[str, ...], by: int) -> str:
    """A position or sign that comes (`by` 1) or goes (-1), from a trigger of its table."""
    more = f" AND {row}.family IN {FAMILIES}" if columns is SIGNS else ""
    numbers = _selected(_numbers(row, columns, by), columns)
    source = (
        f"SELECT p.managing_body, {row}.stratum, {row}.is_heritage, {numbers} FROM place AS p "
        f"WHERE p.id = {row}.place_id{more}"
    )
    return _add(columns, source)


def _whole(body: str, by: int, table: str, columns: tuple[str, ...], where: str) -> str:
    """Everything of a table that meets a condition, for a managing body."""
    more = f" AND r.family IN {FAMILIES}" if columns is SIGNS else ""
    sums = [f"SUM({number})" for number in _numbers("r", columns, by)]
    numbers = _selected(sums, columns)
    source = (
        f"SELECT {body}, r.stratum, r.is_heritage, {numbers} FROM {table} AS r "
        f"JOIN place AS p ON p.id = r.place_id WHERE {where}{more} GROUP BY 1, 2, 3"
    )
    return _add(columns, source)


_TABLES = (("sign_requirement", POSITIONS, OF_POSITION), ("sign", SIGNS, OF_SIGN))


def _triggers(is_lite: bool) -> list[str]:
    found: list[str] = []
    for table, columns, watched in _TABLES:
        word = "IS NOT" if is_lite else "IS DISTINCT FROM"
        differ = " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in watched)
        went, came = _one("OLD", columns, -1), _one("NEW", columns, 1)
        found += [
            *_trigger(is_lite, f"{table}_body_insert", "INSERT", table, [came]),
            *_trigger(
                is_lite,
                f"{table}_body_update",
                f"UPDATE OF {', '.join(watched)}",
                table,
                [went, came],
                differ,
            ),
            *_trigger(is_lite, f"{table}_body_delete", "DELETE", table, [went]),
        ]
    moved = [
        _whole(f"{row}.managing_body", by, table, columns, "p.id = NEW.id")
        for row, by in (("OLD", -1), ("NEW", 1))
        for table, columns, _watched in _TABLES
    ]
    word = "IS NOT" if is_lite else "IS DISTINCT FROM"
    differs = f"OLD.managing_body {word} NEW.managing_body"
    act = "UPDATE OF managing_body"
    return [*found, *_trigger(is_lite, "place_body_update", act, "place", moved, differs)]


def _trigger(
    is_lite: bool, name: str, act: str, table: str, body: list[str], when: str = ""
) -> list[str]:
    condition, text = f"WHEN ({when}) " if when else "", "; ".join(body)
    if is_lite:
        return [f"CREATE TRIGGER {name} AFTER {act} ON {table} {condition}BEGIN {text}; END"]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {text}; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {act} ON {table} "
        f"FOR EACH ROW {condition}EXECUTE FUNCTION {name}()",
    ]


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "sign_body",
        sa.Column("managing_body", sa.String(length=120), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("is_heritage", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*POSITIONS, *SIGNS)),
        sa.PrimaryKeyConstraint(
            "managing_body", "stratum", "is_heritage", name=op.f("pk_sign_body")
        ),
    )
    is_lite = op.get_bind().dialect.name == "sqlite"
    fill = [_whole("p.managing_body", 1, table, columns, "1 = 1") for table, columns, _ in _TABLES]
    for statement in (*fill, *_triggers(is_lite)):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Go back."""
    is_lite = op.get_bind().dialect.name == "sqlite"
    names = [
        (f"{table}_body_{act}", table)
        for table, _columns, _watched in _TABLES
        for act in ("insert", "update", "delete")
    ]
    for name, table in (*names, ("place_body_update", "place")):
        op.execute(f"DROP TRIGGER {name}" + ("" if is_lite else f" ON {table}"))
        if not is_lite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("sign_body")
