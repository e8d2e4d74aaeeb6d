"""A township's station of review, before the county's, and the role that acts there.

Revision: 0037, after 0036

No trigger stands on the tables that SQLite makes anew here (nomination, decision,
review_assignment, site_visit, role_grant); those of 0014 are on place, sign and verification. The
marks of search lines (0004) are written by the program and need no new statement.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NEW = "township"
ROLE = "reviewer_township"
LEVELS = (NEW, "county", "city", "province")
BEFORE = (
    "draft",
    "county",
    "city",
    "province",
    "expert_review",
    "notice",
    "recognised",
    "rejected",
    "returned",
    "withdrawn",
    "suspended",
    "revoked",
)
AFTER = ("draft", NEW, *BEFORE[1:])
ROLES_BEFORE = (
    "crew",
    "crew_leader",
    "compiler",
    "reviewer_county",
    "reviewer_city",
    "reviewer_province",
    "expert",
    "steward",
    "administrator",
)
ROLES_AFTER = (*ROLES_BEFORE[:3], ROLE, *ROLES_BEFORE[3:])
STATES = (
    ("nomination", "status"),
    ("decision", "to_status"),
    ("review_assignment", "station"),
    ("site_visit", "station"),
)


def _allow(table: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(
            name, f"{column} IN ({', '.join(repr(value) for value in values)})"
        )


def upgrade() -> None:
    """Let the state, its decisions, assignments and visits, and the grants say it."""
    for table, column in STATES:
        _allow(table, column, AFTER)
    _allow("role_grant", "role", ROLES_AFTER)


def downgrade() -> None:
    """Go back: programmes lose the level, files move on to the next station of their programme.

    What a township did stays in the record as done at that station. The role has nothing to become
    without giving anybody more than they had: its grants end.
    """
    following = _following()
    _trim_programmes()
    connection = op.get_bind()
    decision = sa.table("decision", *_columns("nomination_id", "from_status", "to_status", "level"))
    files = sa.table("nomination", *_columns("id", "programme_id"))
    for file_id, programme_id in connection.execute(sa.select(files.c.id, files.c.programme_id)):
        station = following.get(programme_id, "expert_review")
        for column in ("from_status", "to_status", "level"):
            # Experts are no level.
            value = "" if column == "level" and station == "expert_review" else station
            connection.execute(
                sa.update(decision)
                .where(decision.c.nomination_id == file_id, decision.c[column] == NEW)
                .values({column: value})
            )
        for table, owner, column in (
            ("nomination", "id", "status"),
            ("review_assignment", "nomination_id", "station"),
            ("site_visit", "nomination_id", "station"),
        ):
            there = sa.table(table, *_columns(owner, column))
            connection.execute(
                sa.update(there)
                .where(there.c[owner] == file_id, there.c[column] == NEW)
                .values({column: station})
            )
    grants = sa.table("role_grant", *_columns("role"))
    connection.execute(sa.delete(grants).where(grants.c.role == ROLE))
    for table, column in STATES:
        _allow(table, column, BEFORE)
    _allow("role_grant", "role", ROLES_BEFORE)


def _columns(*names: str) -> list[sa.ColumnClause[Any]]:
    return [sa.column(name, sa.String()) for name in names]


def _programmes() -> Any:
    return sa.table("programme", *_columns("id"), sa.column("rule_set", sa.JSON()))


def _following() -> dict[str, str]:
    """By programme the station that comes after the township, or comes first without it."""
    table = _programmes()
    found = {}
    for ident, rules in op.get_bind().execute(sa.select(table.c.id, table.c.rule_set)):
        levels = [level for level in LEVELS[1:] if level in rules.get("levels", ())]
        found[ident] = levels[0] if levels else "expert_review"
    return found


def _trim_programmes() -> None:
    table, connection = _programmes(), op.get_bind()
    for ident, rules in connection.execute(sa.select(table.c.id, table.c.rule_set)).all():
        if NEW in rules.get("levels", ()):
            levels = [level for level in rules["levels"] if level != NEW]
            trimmed = {**rules, "levels": levels}
            connection.execute(sa.update(table).where(table.c.id == ident).values(rule_set=trimmed))
