"""Residential estates and buildings are kinds of their own, counted in a stratum of their own.

Revision: 0042, after 0041

The triggers that count names by stratum (0014) go by the kind: on SQLite they go with the table that
the new condition makes anew, so they are taken down first and put back as they stood, with the two
kinds beside the others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

BEFORE = (
    "kind IN ('city', 'county', 'functional_zone', 'township', 'village_committee', 'community',"
    " 'natural_village', 'street_lane', 'road', 'water', 'landform', 'site', 'other')"
)
NOW = BEFORE.replace("'road', ", "'road', 'residential', 'building', ")
COUNTING = ("place_counted", "place_recounted", "place_discounted")
CASE = "WHEN 'water' THEN 'natural'"
CASES = f"WHEN 'residential' THEN 'estate' WHEN 'building' THEN 'estate' {CASE}"


def upgrade() -> None:
    """Go forward."""
    _change(NOW, CASE, CASES)


def downgrade() -> None:
    """Go back: estates and buildings are "other" again."""
    op.execute("UPDATE place SET kind = 'other' WHERE kind IN ('residential', 'building')")
    _change(BEFORE, CASES, CASE)


def _change(condition: str, old: str, new: str) -> None:
    connection = op.get_bind()
    lite = connection.dialect.name == "sqlite"
    statements = [_changed(_stood(connection, name), old, new) for name in COUNTING]
    if lite:
        for name in COUNTING:
            op.execute(f"DROP TRIGGER {name}")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_place_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_place_kind"), condition)
    for statement in statements:
        connection.exec_driver_sql(statement)


def _stood(connection: sa.Connection, name: str) -> str:
    """The statement that makes the trigger (SQLite) or its function (PostgreSQL) as it stands."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name"
    else:
        asked = "SELECT pg_get_functiondef(CAST(:name AS regproc))"
    return str(connection.execute(sa.text(asked), {"name": name}).scalar_one())


def _changed(statement: str, old: str, new: str) -> str:
    if old not in statement:
        message = "a trigger that counts names does not read as the release before left it"
        raise RuntimeError(message)
    return statement.replace(old, new)
