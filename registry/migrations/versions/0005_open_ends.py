"""Merged places alone in their index; why an import failed, kept so that both languages tell it.

Revision: 0005, after 0004
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_place_merged_into"
MERGED = "merged_into IS NOT NULL"
RUNS = sa.table("import_run", sa.column("id"), sa.column("fault"), sa.column("failure", sa.JSON()))


def upgrade() -> None:
    """Nearly every place is merged into none: SQLite took an index of them for a narrow one."""
    op.drop_index(INDEX, table_name="place")
    op.create_index(
        INDEX,
        "place",
        ["merged_into"],
        sqlite_where=sa.text(MERGED),
        postgresql_where=sa.text(MERGED),
    )
    op.add_column(
        "import_run",
        sa.Column("failure", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(RUNS.c.id, RUNS.c.fault).where(RUNS.c.fault != "")):
        code, _, words = row.fault.partition(": ")
        # What was written as words stays as it was written: nobody knows its parts any more.
        told = {"code": code, "text": ["%(words)s", {"words": words or row.fault}]}
        connection.execute(RUNS.update().where(RUNS.c.id == row.id).values(failure=told))
    op.drop_column("import_run", "fault")


def downgrade() -> None:
    """Go back: every place in the index; a failure in Chinese words."""
    op.add_column(
        "import_run", sa.Column("fault", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(RUNS.c.id, RUNS.c.failure)):
        told = row.failure if isinstance(row.failure, dict) else json.loads(row.failure or "{}")
        if told:
            msgid, params = told["text"]
            words = f"{told['code']}: {msgid % params if params else msgid}"
            connection.execute(RUNS.update().where(RUNS.c.id == row.id).values(fault=words))
    op.drop_column("import_run", "failure")
    op.drop_index(INDEX, table_name="place")
    op.create_index(INDEX, "place", ["merged_into"])
