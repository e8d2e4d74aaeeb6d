"""What is wrong with signs by type, with its history; counters of it, of findings and of hints.

Revision: 0047, after 0046

What is there is told from the last accepted report of each sign. Counters are kept by triggers, as
those of migrations 0014 and 0045: a problem is counted for its division and for each above it.
"""

# ruff: noqa: S608, ISC004 - every part of a statement is a constant of this file
from __future__ import annotations

import json
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must mean the same for ever.
PROBLEMS = (
    *("text", "old_name", "spelling", "blank", "traffic_sign", "colour", "qr_dead", "unreadable"),
    *("faded", "broken", "loose", "covered", "place", "unauthorised", "duplicate", "missing"),
)
_SAME = {name: name for name in PROBLEMS}
OF_KIND = {
    "damaged": "broken",
    "wrong_text": "text",
    "wrong_spelling": "spelling",
    "wrong_colour": "colour",
    "moved": "place",
    **{name: name for name in ("covered", "unauthorised", "blank", "qr_dead", "duplicate")},
}
OF_DEFECT = {**_SAME, "bent": "broken"}
OF_STATE = {"wrong": "text", "damaged": "broken", "missing": "missing"}
UTC = sa.DateTime(timezone=True)
#: A path is ids of sixteen characters, each after a stroke, seven of them at the most.
_ABOVE = ", ".join(f"substr({{row}}.division_path, {2 + 17 * depth}, 16)" for depth in range(7))


def _problem(row: str, by: int) -> str:
    """Count a problem for its division and those above (by 1), or no longer (by -1)."""
    return (
        "INSERT INTO problem_count (stratum, problem, division_id, signs, valid) "
        f"SELECT {row}.stratum, {row}.problem, a.id, {by}, "
        f"CASE WHEN {row}.is_valid THEN {by} ELSE 0 END FROM division AS a "
        f"WHERE a.id IN ({_ABOVE.format(row=row)}) AND {row}.ended_at IS NULL "
        "ON CONFLICT (stratum, problem, division_id) DO UPDATE SET "
        "signs = problem_count.signs + excluded.signs, valid = problem_count.valid + excluded.valid"
    )


def _finding(row: str, by: int) -> str:
    return (
        "INSERT INTO finding_count (kind, status, county_id, findings) "
        f"SELECT {row}.kind, {row}.status, {row}.county_id, {by} WHERE 1 = 1 "
        "ON CONFLICT (kind, status, county_id) DO UPDATE SET "
        "findings = finding_count.findings + excluded.findings"
    )


def _hint(row: str, by: int) -> str:
    return (
        f"INSERT INTO hint_count (kind, hints) SELECT {row}.kind, {by} "
        f"WHERE {row}.settled_at IS NULL "
        "ON CONFLICT (kind) DO UPDATE SET hints = hint_count.hints + excluded.hints"
    )


_FOLLOW = (
    "UPDATE sign_problem SET division_path = NEW.division_path, "
    "stratum = CASE WHEN NEW.is_heritage THEN 'heritage' ELSE NEW.stratum END, "
    "is_valid = (NEW.state = 'verified') WHERE sign_id = NEW.id AND ended_at IS NULL"
)
#: Table, what counts a row of it, the columns that matter.
_COUNTED = (
    (
        "sign_problem",
        _problem,
        ("division_path", "stratum", "problem", "is_valid", "ended_at"),
    ),
    ("place_finding", _finding, ("kind", "status", "county_id")),
    ("sign_hint", _hint, ("kind", "settled_at")),
)
_FOLLOWED = ("division_path", "stratum", "is_heritage", "state")


def _triggers(is_lite: bool) -> list[str]:
    word = "IS NOT" if is_lite else "IS DISTINCT FROM"
    found: list[str] = []
    for table, count, watched in _COUNTED:
        differ = " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in watched)
        act = f"UPDATE OF {', '.join(watched)}"
        found += [
            *_trigger(is_lite, f"{table}_tallied_insert", "INSERT", table, [count("NEW", 1)]),
            *_trigger(
                is_lite,
                f"{table}_tallied_update",
                act,
                table,
                [count("OLD", -1), count("NEW", 1)],
                differ,
            ),
            *_trigger(is_lite, f"{table}_tallied_delete", "DELETE", table, [count("OLD", -1)]),
        ]
    differ = " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in _FOLLOWED)
    act = f"UPDATE OF {', '.join(_FOLLOWED)}"
    return [*found, *_trigger(is_lite, "sign_problem_follow", act, "sign", [_FOLLOW], differ)]


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


_LAST = (
    "SELECT s.id, s.state, s.stratum, s.is_heritage, s.division_path, s.simulated, s.created_at, "
    "r.id AS report_id, r.kind, r.condition, r.defects, v.at FROM sign AS s "
    "LEFT JOIN verification AS v ON v.sign_id = s.id AND v.verdict = 'accept' "
    "LEFT JOIN field_report AS r ON r.id = v.report_id "
    "WHERE s.state IN ('verified', 'wrong', 'damaged', 'missing') "
    "AND s.family IN ('place_name', 'heritage') ORDER BY s.id, v.at"
)


def _told(row: Any) -> set[str]:
    """What the last accepted report of a sign says; else what its state is short for."""
    if row.state == "missing":
        return {"missing"}
    defects = json.loads(row.defects) if isinstance(row.defects, str) else row.defects or []
    found = {OF_DEFECT[name] for name in defects if name in OF_DEFECT}
    found |= {OF_KIND[row.kind]} if row.kind in OF_KIND else set()
    found |= {"unreadable"} if row.condition == "unreadable" else set()
    found |= {"broken"} if row.condition == "damaged" else set()
    return found or ({OF_STATE[row.state]} if row.state in OF_STATE else set())


def _fill(connection: sa.Connection) -> None:
    last = {row.id: row for row in connection.execute(sa.text(_LAST))}
    rows = [
        {
            "id": secrets.token_hex(8),
            "created_at": row.at or row.created_at,
            "simulated": row.simulated,
            "sign_id": row.id,
            "problem": problem,
            "report_id": row.report_id,
            "division_path": row.division_path,
            "stratum": "heritage" if row.is_heritage else row.stratum,
            "is_valid": row.state == "verified",
        }
        for row in last.values()
        for problem in sorted(_told(row))
    ]
    if rows:
        names = ", ".join(rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        connection.execute(sa.text(f"INSERT INTO sign_problem ({names}) VALUES ({marks})"), rows)
    for statement in (
        "INSERT INTO finding_count (kind, status, county_id, findings) "
        "SELECT kind, status, county_id, COUNT(*) FROM place_finding GROUP BY 1, 2, 3",
        "INSERT INTO hint_count (kind, hints) "
        "SELECT kind, COUNT(*) FROM sign_hint WHERE settled_at IS NULL GROUP BY 1",
    ):
        connection.execute(sa.text(statement))


def upgrade() -> None:
    """Go forward."""
    quoted = ", ".join(f"'{one}'" for one in PROBLEMS)
    is_lite = op.get_bind().dialect.name == "sqlite"
    path = sa.String(length=200) if is_lite else sa.String(length=200, collation="C")
    op.create_table(
        "sign_problem",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=16), nullable=False),
        sa.Column("report_id", sa.String(length=16), nullable=True),
        sa.Column("division_path", path, nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.CheckConstraint(f"problem IN ({quoted})", name=op.f("ck_sign_problem_problem")),
        sa.ForeignKeyConstraint(
            ["sign_id"], ["sign.id"], name=op.f("fk_sign_problem_sign_id_sign")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["field_report.id"],
            name=op.f("fk_sign_problem_report_id_field_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_problem")),
    )
    op.create_index(op.f("ix_sign_problem_sign_id"), "sign_problem", ["sign_id"])
    now = sa.text("ended_at IS NULL")
    for name, columns, unique in (
        ("uq_sign_problem_now", ["sign_id", "problem"], True),
        ("ix_sign_problem_now", ["stratum", "problem", "division_path", "sign_id"], False),
    ):
        op.create_index(
            name, "sign_problem", columns, unique=unique, sqlite_where=now, postgresql_where=now
        )
    text16, text12, text20 = (sa.String(length=length) for length in (16, 12, 20))
    for table, keys, numbers in (
        (
            "problem_count",
            {"stratum": text20, "division_id": text16, "problem": text16},
            ("signs", "valid"),
        ),
        (
            "finding_count",
            {"kind": text12, "status": text12, "county_id": text16},
            ("findings",),
        ),
        ("hint_count", {"kind": text16}, ("hints",)),
    ):
        op.create_table(
            table,
            *(sa.Column(key, kind, nullable=False) for key, kind in keys.items()),
            *(sa.Column(number, sa.Integer(), nullable=False) for number in numbers),
            sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
        )
    for statement in _triggers(is_lite):
        op.execute(sa.text(statement))
    _fill(op.get_bind())


def downgrade() -> None:
    """Go back."""
    is_lite = op.get_bind().dialect.name == "sqlite"
    names = [
        (f"{table}_tallied_{act}", table)
        for table, _count, _watched in _COUNTED
        for act in ("insert", "update", "delete")
    ]
    for name, table in (*names, ("sign_problem_follow", "sign")):
        op.execute(f"DROP TRIGGER {name}" + ("" if is_lite else f" ON {table}"))
        if not is_lite:
            op.execute(f"DROP FUNCTION {name}()")
    for table in ("hint_count", "finding_count", "problem_count", "sign_problem"):
        op.drop_table(table)
